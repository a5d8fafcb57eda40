import { newOrder, paidWith } from '../../test/examples/orders';
import { refundCommand } from '../../test/setup/desks/refund-desk';
import { readRefundable } from '../../libs/postgres/refunds/refundable-store';
import { planRefund } from '../../libs/domain/refunds/refund-plan';
import { killedAfter, WorkerKilled } from '../../test/setup/killed-worker';
import { OrderDesk } from '../../test/setup/desks/order-desk';
import { openShopDatabase } from '../../test/setup/desks/shop-database';
import { DEADLINE, shipping } from '../../test/examples/inputs';

const CAPTURE = '/v1/payment_intents/*/capture';
const CARD = 'pm_card_credit_disableEnterpriseCardFeatures';
const DAY = 24 * 3600;

const place = openShopDatabase();

/** The bank declines the next capture. @returns the fault */
async function decline(shop: OrderDesk): Promise<string> {
  const match = { method: 'POST', path: CAPTURE };
  const effect = { kind: 'error', status: 402, type: 'card_error', code: 'card_declined', stored: false };
  const fault = await shop.control('faults', { match: { ...match, times: 1 }, effect });
  return JSON.stringify(fault);
}

describe('capture_remaining', () => {
  const policy = { ...newOrder().policy, onDeadline: 'capture_remaining' as const };

  test.each([
    ['with a shipment covered', CARD, 'A'],
    ['with a shipment captured', 'pm_card_visa', 'A'],
    ['with nothing shipped', CARD, undefined],
  ])('captures all that is open, %s', async (_what, paymentMethod, shipped) => {
    const shop = await OrderDesk.authorized(place, { ...paidWith(paymentMethod), policy });
    if (shipped !== undefined) await shop.handle(shipping(shipped, '1:1'));
    await shop.pass(6.6 * DAY);
    await shop.handle({ ...DEADLINE, at: shop.clock().toISOString() });
    const { amounts, shipments, lines } = await shop.record();
    expect(amounts).toMatchObject({ captured: 4600, held: 0, released: 0, lost: 0 });
    expect(lines).toMatchObject([{ shipped: 1 }, { shipped: 1 }]);
    const remaining = shipments.find(({ shipmentId }) => shipmentId === 'holdfast.remaining');
    expect(remaining).toMatchObject({ status: 'captured', carrier: null, trackingNumber: null, final: true });
    const records = await place.database
      .transaction()
      .execute((transaction) => readRefundable(transaction, shop.orderId));
    const refund = planRefund(records, refundCommand('R', { lines: [{ lineId: '2', quantity: 1 }] }));
    expect(refund).toMatchObject({ kind: 'planned', amount: 2300 });
    expect(await shop.discrepancies()).toEqual([]);
  });

  test('killed in the middle captures once', async () => {
    const shop = await OrderDesk.authorized(place, { ...paidWith(CARD), policy });
    await shop.pass(6.6 * DAY);
    const step = shop.stepFor({ ...DEADLINE, at: shop.clock().toISOString() });
    await expect(shop.attempt(step, killedAfter(shop.gateway, 'capture'))).rejects.toThrow(WorkerKilled);
    shop.learn(step, await shop.attempt(step));
    expect(await shop.requests(CAPTURE)).toBe(1);
    expect(await shop.discrepancies()).toEqual([]);
  });

  test('refused to the last call, the hold is given back', async () => {
    const shop = await OrderDesk.authorized(place, { ...paidWith(CARD), policy });
    await shop.pass(6.6 * DAY);
    await decline(shop);
    await shop.handle({ ...DEADLINE, at: shop.clock().toISOString() });
    await shop.pass(0.37 * DAY);
    await decline(shop);
    await shop.handle({ ...DEADLINE, at: shop.clock().toISOString() });
    await shop.handle({ ...DEADLINE, at: shop.clock().toISOString() });
    const { status, amounts, attention } = await shop.record();
    expect([status, amounts.released, attention[0]?.code]).toEqual(['canceled', 4600, 'final_capture_failed']);
    expect(await shop.discrepancies()).toEqual([]);
  });
});

describe('the warning', () => {
  test('says once what has not shipped and what becomes of it, and closes itself', async () => {
    const shop = await OrderDesk.authorized(place, paidWith(CARD));
    await shop.handle(shipping('A', '1:1'));
    await shop.pass(5.6 * DAY);
    const step = shop.stepFor({ ...DEADLINE, at: shop.clock().toISOString() });
    expect(step).toMatchObject({ kind: 'warn', units: 1, amount: 2300, coveredAmount: 2300 });
    await shop.attempt(step);
    expect(shop.learn(step, await shop.attempt(step))).toMatchObject({ kind: 'hold_warned', raised: true });
    const { attention } = await shop.record();
    expect(attention).toHaveLength(1);
    expect(attention[0]?.message).toMatch(/^1 unit worth 23\.00 USD has not shipped; at .* is released to the buyer; /);
    expect(await shop.discrepancies()).toEqual([]);
    await shop.handle(shipping('B', '2:1'));
    expect((await shop.record()).attention).toEqual([]);
    expect(await shop.discrepancies()).toEqual([]);
  });

  test('is not given when it comes too late', async () => {
    const shop = await OrderDesk.authorized(place, paidWith(CARD));
    await shop.pass(5.6 * DAY);
    const step = shop.stepFor({ ...DEADLINE, at: shop.clock().toISOString() });
    await shop.pass(DAY);
    expect(shop.learn(step, await shop.attempt(step))).toMatchObject({ kind: 'hold_warned', raised: false });
    expect((await shop.record()).attention).toEqual([]);
    expect(shop.stepFor({ ...DEADLINE, at: shop.clock().toISOString() })).toMatchObject({ kind: 'release' });
  });
});
