import { claimDueDisputes } from '../../libs/postgres/disputes/due-dispute-store';
import { RefundDesk, refundCommand } from '../../test/setup/desks/refund-desk';
import { openShopDatabase } from '../../test/setup/desks/shop-database';

const place = openShopDatabase();

test('a refund that is refused for a dispute without any event has the dispute looked at', async () => {
  const desk = await RefundDesk.open(place, 'pm_card_createDispute');
  const { orderId } = desk.shop;
  expect(await place.reader.listDisputes(orderId)).toEqual([]);
  expect(await desk.request(refundCommand('r', { amount: 100 }))).toMatchObject({ kind: 'refund_refused' });

  const [dispute] = await place.reader.listDisputes(orderId);
  expect(dispute).toMatchObject({ withdrawn: 2300, reinstated: 0, endedAt: null });
  expect(await desk.attention()).toEqual(['dispute_opened']);
  expect(await desk.balance('disputes')).toBe(2300);
  // The sweep has its workflow look now, which stages the evidence.
  const due = await claimDueDisputes(place.database, desk.shop.clock().toISOString(), 10);
  expect(due).toMatchObject([{ orderId, disputeId: dispute?.disputeId }]);
  // The order's own workflow has no part in disputes; all else agrees.
  expect(await desk.shop.discrepancies()).toEqual(['attention in the workflow: , not dispute_opened']);
});

test('refused again: the dispute is known, and nothing is booked twice', async () => {
  const desk = await RefundDesk.open(place, 'pm_card_createDispute');
  await desk.request(refundCommand('r', { amount: 100 }));
  await desk.request(refundCommand('s', { amount: 100 }));
  expect(await place.reader.listDisputes(desk.shop.orderId)).toHaveLength(1);
  expect(await desk.balance('disputes')).toBe(2300);
});

test('a refund that costs nothing leaves no fee of zero in the amounts', async () => {
  const desk = await RefundDesk.open(place);
  await desk.request(refundCommand('r', { amount: 100 }));
  expect((await desk.shop.record()).amounts.fees).toEqual([]);
});
