import { DisputeDesk } from '../../test/setup/desks/dispute-desk';
import { openInbox } from '../../test/setup/desks/inbox-desk';
import { killedAfter } from '../../test/setup/killed-worker';
import { OrderDesk } from '../../test/setup/desks/order-desk';
import { openShopDatabase } from '../../test/setup/desks/shop-database';
import { shipping } from '../../test/examples/inputs';

// As new for each test: the sweep takes everything there is.
const place = openShopDatabase({ emptied: true });
const inbox = openInbox(place);
const about = { type: 'charge.dispute.created', about: 'dispute', disputeId: 'du_1' } as const;

test('news find the order by the charge or by the PaymentIntent, though it may be closed', async () => {
  const { shop } = await DisputeDesk.open(place);
  await shop.ship('B', '2:1');
  const { authorization } = await shop.record();
  const chargeId = authorization?.chargeId ?? null;
  expect(await inbox.delivery.deliver(await inbox.store({ ...about, chargeId }))).toBe('delivered');
  const paymentIntentId = authorization?.paymentIntentId ?? null;
  expect(
    await inbox.delivery.deliver(await inbox.store({ ...about, paymentIntentId, type: 'charge.dispute.closed' })),
  ).toBe('delivered');
  expect(inbox.disputeSignals).toEqual([
    { orderId: shop.orderId, disputeId: 'du_1', type: 'charge.dispute.created' },
    { orderId: shop.orderId, disputeId: 'du_1', type: 'charge.dispute.closed' },
  ]);
});

test('news that come before our own capture is recorded wait for it', async () => {
  const shop = new OrderDesk(place, {
    payment: { ...new OrderDesk(place).order.payment, paymentMethod: 'pm_card_createDispute' },
  });
  await shop.authorize();
  const step = shop.stepFor(shipping('A', '1:1'));
  await expect(shop.attempt(step, killedAfter(shop.gateway, 'capture'))).rejects.toThrow();
  const eventId = await inbox.store({ ...about, paymentIntentId: await shop.paymentIntentId() });
  expect(await inbox.delivery.deliver(eventId)).toBe('deferred');

  await shop.attempt(step, shop.gateway, 2);
  inbox.pass(6);
  expect(await inbox.delivery.deliver(eventId)).toBe('delivered');
  expect(inbox.disputeSignals).toHaveLength(1);
});

test('a dispute of which nobody told anything is looked at when it is due, by one sweep', async () => {
  const desk = await DisputeDesk.open(place);
  await desk.look();
  expect(await inbox.sweep.remindDueDisputes()).toEqual({ reminded: 0, failed: 0, more: false });
  inbox.pass(3700);
  expect(await Promise.all([inbox.sweep.remindDueDisputes(), inbox.sweep.remindDueDisputes()])).toContainEqual({
    ...{ reminded: 1, failed: 0, more: false },
  });
  const { disputeId, shop } = desk;
  expect(inbox.disputeSignals).toEqual([{ orderId: shop.orderId, disputeId, type: 'holdfast.dispute_due' }]);
});

test('a reminder that does not get through is repeated', async () => {
  const desk = await DisputeDesk.open(place);
  await desk.look();
  inbox.pass(3700);
  inbox.reachable = false;
  expect(await inbox.sweep.remindDueDisputes()).toMatchObject({ reminded: 0, failed: 1 });
  inbox.reachable = true;
  expect(await inbox.sweep.remindDueDisputes()).toMatchObject({ reminded: 0 });
  inbox.pass(61);
  expect(await inbox.sweep.remindDueDisputes()).toMatchObject({ reminded: 1 });
});
