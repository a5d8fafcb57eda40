import type { CancellationCommand } from '../../libs/domain/orders/inputs';
import { newOrder, paidWith } from '../../test/examples/orders';
import { refundCommand } from '../../test/setup/desks/refund-desk';
import { readRefundable } from '../../libs/postgres/refunds/refundable-store';
import { planRefund } from '../../libs/domain/refunds/refund-plan';
import { killedAfter, killedBefore, WorkerKilled } from '../../test/setup/killed-worker';
import { OrderDesk } from '../../test/setup/desks/order-desk';
import { openShopDatabase } from '../../test/setup/desks/shop-database';
import { DEADLINE, shipping } from '../../test/examples/inputs';

const CAPTURE = '/v1/payment_intents/*/capture';
const CARD = 'pm_card_credit_disableEnterpriseCardFeatures';
const DAY = 24 * 3600;

const place = openShopDatabase();

const cancelAll: CancellationCommand = { cancellationId: 'c1', reason: 'sold out', contentHash: 'c', requestId: 'r' };

/** The bank declines the next capture. @returns the fault */
async function decline(shop: OrderDesk): Promise<string> {
  const match = { method: 'POST', path: CAPTURE };
  const effect = { kind: 'error', status: 402, type: 'card_error', code: 'card_declined', stored: false };
  const fault = await shop.control('faults', { match: { ...match, times: 1 }, effect });
  return JSON.stringify(fault);
}

test('a shipment is covered without asking Stripe, and captured with the last one', async () => {
  const shop = await OrderDesk.authorized(place, paidWith(CARD));
  const captureId = `${shop.orderId}/A/1`;
  expect(await shop.handle(shipping('A', '1:1'))).toEqual({ kind: 'shipment_covered', captureId, shipmentId: 'A' });
  expect(await shop.requests(CAPTURE)).toBe(0);
  expect(await shop.record()).toMatchObject({
    status: 'authorized',
    amounts: { held: 4600, captured: 0 },
    lines: [{ shipped: 1 }, { shipped: 0 }],
    shipments: [{ shipmentId: 'A', status: 'covered', amount: 2300, final: false, capture: { captureId } }],
  });
  expect(await shop.discrepancies()).toEqual([]);

  expect(await shop.handle(shipping('B', '2:1'))).toMatchObject({ kind: 'shipment_captured', captureId });
  const { shipments, amounts } = await shop.record();
  expect(amounts).toMatchObject({ captured: 4600, held: 0, released: 0 });
  expect(shipments.map((each) => [each.status, each.amount, each.final, each.capture.captureId])).toEqual([
    ['captured', 2300, true, captureId],
    ['captured', 2300, true, captureId],
  ]);
  expect(await shop.requests(CAPTURE)).toBe(1);
  expect(await shop.timeline()).toEqual([
    ...['order_accepted', 'hold_placed', 'shipment_covered'],
    ...['shipments_captured', 'shipment_captured', 'shipment_captured'],
  ]);
  expect(await shop.discrepancies()).toEqual([]);
});

test('one balance transaction settles every shipment of the capture, and a refund finds each', async () => {
  const shop = await OrderDesk.authorized(place, paidWith(CARD));
  await shop.control('account', { settlement_delay_seconds: 0 });
  await shop.handle(shipping('A', '1:1'));
  await shop.handle(shipping('B', '2:1'));
  const event = { eventId: 'evt_1', type: 'charge.updated', about: 'settlement', paymentIntentId: null } as const;
  await shop.handle({ kind: 'provider_event', event: { ...event, chargeId: null } });
  const { status, shipments } = await shop.record();
  expect([status, ...shipments.map((shipment) => shipment.status)]).toEqual(['completed', 'settled', 'settled']);
  expect((await place.reader.readTimeline(shop.orderId)).at(-1)).toMatchObject({
    kind: 'capture_settled',
    message: expect.stringMatching(/^The capture of shipments A, B settled: 44\.37 USD arrived/) as string,
  });
  const records = await place.database
    .transaction()
    .execute((transaction) => readRefundable(transaction, shop.orderId));
  expect(planRefund(records, refundCommand('R', { shipmentId: 'A' }))).toMatchObject({ kind: 'planned', amount: 2300 });
  expect(await shop.discrepancies()).toEqual([]);
});

test('a step to cover that is repeated covers once', async () => {
  const shop = await OrderDesk.authorized(place, paidWith(CARD));
  const step = shop.stepFor(shipping('A', '1:1'));
  const facts = await Promise.all([shop.attempt(step), shop.attempt(step), shop.attempt(step)]);
  expect(new Set(facts.map((fact) => JSON.stringify(fact))).size).toBe(1);
  shop.learn(step, await shop.attempt(step));
  await shop.handle(shipping('B', '2:1'));
  // A worker that was thought dead comes back with it.
  expect(await shop.attempt(step)).toMatchObject({ kind: 'shipment_covered' });
  expect((await shop.record()).amounts.captured).toBe(4600);
  expect(await shop.discrepancies()).toEqual([]);
});

test.each([
  ['before the call', killedBefore],
  ['after the call', killedAfter],
])('killed %s, the capture of all shipments happens once', async (_when, killed) => {
  const shop = await OrderDesk.authorized(place, paidWith(CARD));
  await shop.handle(shipping('A', '1:1'));
  const step = shop.stepFor(shipping('B', '2:1'));
  await expect(shop.attempt(step, killed(shop.gateway, 'capture'))).rejects.toThrow(WorkerKilled);
  expect((await shop.record()).shipments).toMatchObject([{ status: 'covered' }, { status: 'pending' }]);
  shop.learn(step, await shop.attempt(step));
  expect(await shop.requests(CAPTURE)).toBe(1);
  expect((await shop.record()).shipments).toMatchObject([{ status: 'captured' }, { status: 'captured' }]);
  expect(await shop.discrepancies()).toEqual([]);
});

test('the DEADLINE captures what has left and gives the rest back', async () => {
  const shop = await OrderDesk.authorized(place, paidWith(CARD));
  await shop.handle(shipping('A', '1:1'));
  await shop.pass(6.6 * DAY);
  expect(await shop.handle({ ...DEADLINE, at: shop.clock().toISOString() })).toMatchObject({
    kind: 'shipment_captured',
  });
  expect((await shop.record()).amounts).toMatchObject({ captured: 2300, released: 2300, held: 0 });
  const captured = (await place.reader.readTimeline(shop.orderId)).filter(({ kind }) => kind === 'shipment_captured');
  expect(captured).toMatchObject([{ actor: 'holdfast', requestId: null }]);
  expect(await shop.discrepancies()).toEqual([]);
});

test('canceling all the rest captures what has left at once', async () => {
  const shop = await OrderDesk.authorized(place, paidWith(CARD));
  await shop.handle(shipping('A', '1:1'));
  const canceled = await shop.handle({ kind: 'cancel_lines', cancellation: cancelAll });
  expect(canceled).toMatchObject({ kind: 'lines_canceled', cancellation: { released: 2300 } });
  await shop.handle(DEADLINE);
  expect(await shop.record()).toMatchObject({
    status: 'captured',
    amounts: { captured: 2300, released: 2300 },
    lines: [
      { shipped: 1, canceled: 0 },
      { shipped: 0, canceled: 1 },
    ],
  });
  expect(await shop.discrepancies()).toEqual([]);
});

test('a refused final shipment leaves the others covered, opens an attention, and may come again', async () => {
  const shop = await OrderDesk.authorized(place, paidWith(CARD));
  await shop.handle(shipping('A', '1:1'));
  await decline(shop);
  expect(await shop.handle(shipping('B', '2:1'))).toMatchObject({
    kind: 'capture_refused',
    reason: 'declined',
    ended: null,
  });
  const { shipments, attention, lines } = await shop.record();
  expect(shipments).toMatchObject([
    { shipmentId: 'A', status: 'covered', capture: { captureId: `${shop.orderId}/A/2` } },
    { shipmentId: 'B', status: 'refused' },
  ]);
  expect(lines).toMatchObject([{ shipped: 1 }, { shipped: 0 }]);
  expect(attention).toMatchObject([{ code: 'final_capture_failed' }]);
  expect(attention[0]?.message).toContain('23.00 USD of it is for shipments that have left: A');
  expect(await shop.discrepancies()).toEqual([]);

  await shop.handle(shipping('B', '2:1'));
  expect(await shop.record()).toMatchObject({ amounts: { captured: 4600 }, attention: [] });
  expect(await shop.timeline()).toContain('attention_closed');
  expect(await shop.discrepancies()).toEqual([]);
});

test('a final capture refused until the last call ends in a release, and says what is not paid', async () => {
  const shop = await OrderDesk.authorized(place, paidWith(CARD));
  await shop.handle(shipping('A', '1:1'));
  await shop.pass(6.6 * DAY);
  await decline(shop);
  await shop.handle({ ...DEADLINE, at: shop.clock().toISOString() });
  await shop.pass(0.37 * DAY);
  await decline(shop);
  await shop.handle({ ...DEADLINE, at: shop.clock().toISOString() });
  expect(await shop.discrepancies()).toEqual([]);
  expect(await shop.handle({ ...DEADLINE, at: shop.clock().toISOString() })).toMatchObject({ kind: 'hold_ended' });
  expect(await shop.record()).toMatchObject({
    status: 'canceled',
    cancelReason: 'deadline',
    amounts: { captured: 0, released: 4600, lost: 0 },
    lines: [{ shipped: 1 }, { shipped: 0 }],
    shipments: [{ shipmentId: 'A', status: 'refused' }],
    attention: [{ code: 'final_capture_failed' }],
  });
  const lost = (await place.reader.readTimeline(shop.orderId)).find(({ kind }) => kind === 'shipments_lost');
  expect(lost).toMatchObject({ amount: { amount: 2300 } });
  expect(await shop.discrepancies()).toEqual([]);
});

test.each(['capture', 'event'] as const)('a hold that is gone takes what it covered with it, by %s', async (news) => {
  const shop = await OrderDesk.authorized(place, paidWith(CARD));
  await shop.handle(shipping('A', '1:1'));
  await shop.pass(8 * DAY);
  const event = {
    eventId: 'evt_2',
    type: 'charge.expired',
    about: 'hold',
    paymentIntentId: null,
    chargeId: null,
  } as const;
  await shop.handle(news === 'capture' ? shipping('B', '2:1') : { kind: 'provider_event', event });
  const { shipments, attention, status, amounts } = await shop.record();
  expect([status, amounts.lost, amounts.captured]).toEqual(['canceled', 4600, 0]);
  expect(shipments[0]).toMatchObject({ shipmentId: 'A', status: 'refused' });
  expect(shipments[0]?.coveredAt).not.toBeNull();
  expect(attention).toMatchObject([{ code: 'hold_lost' }]);
  expect(attention[0]?.message).toContain('23.00 USD of shipped goods is not paid: shipment A');
  expect(await shop.discrepancies()).toEqual([]);
});

test('a final shipment that failed by our mistake blocks other covers until it is resolved', async () => {
  const [line] = newOrder().lines;
  if (line === undefined) throw new Error('no line');
  const shop = await OrderDesk.authorized(place, { ...paidWith(CARD), lines: [{ ...line, quantity: 3 }] });
  await shop.handle(shipping('A', '1:1'));
  const last = shipping('B', '1:2');
  const match = { method: 'POST', path: CAPTURE, times: 1 };
  const effect = {
    kind: 'error',
    status: 400,
    type: 'invalid_request_error',
    code: 'parameter_unknown',
    stored: false,
  };
  await shop.control('faults', { match, effect });
  const step = shop.stepFor(last);
  await expect(shop.attempt(step)).rejects.toMatchObject({ type: 'ProviderMisuse' });
  shop.learn(step, { kind: 'step_failed', message: 'misuse' });
  expect(() => shop.stepFor(shipping('C', '1:1'))).toThrow('refuse');

  const other = shipping('D', '1:2');
  expect(await shop.handle(other)).toMatchObject({ kind: 'capture_refused', reason: 'key_spent' });
  await shop.handle(shipping('C', '1:1'));
  await shop.handle(shipping('E', '1:1'));
  const { shipments, amounts } = await shop.record();
  expect(shipments.map(({ shipmentId, status }) => [shipmentId, status])).toEqual([
    ['A', 'captured'],
    ['B', 'refused'],
    ['C', 'captured'],
    ['E', 'captured'],
  ]);
  expect(amounts).toMatchObject({ held: 0, released: 0 });
});
