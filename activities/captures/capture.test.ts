import { newOrder } from '../../test/examples/orders';
import { killedAfter, killedBefore, WorkerKilled } from '../../test/setup/killed-worker';
import { OrderDesk } from '../../test/setup/desks/order-desk';
import { openShopDatabase } from '../../test/setup/desks/shop-database';
import { shipping } from '../../test/examples/inputs';

const CAPTURE = '/v1/payment_intents/*/capture';
const HOUR = 3600;
const DAY = 24 * HOUR;

const place = openShopDatabase();

test('two shipments: each captures its own, the last one closes the hold', async () => {
  const shop = await OrderDesk.authorized(place);
  const first = await shop.handle(shipping('A', '1:1'));

  expect(first).toMatchObject({ kind: 'shipment_captured', captureId: `${shop.orderId}/A/1`, ended: null });
  expect(await shop.record()).toMatchObject({
    status: 'partially_captured',
    amounts: { held: 2300, captured: 2300 },
    lines: [{ shipped: 1 }, { shipped: 0 }],
    shipments: [
      { shipmentId: 'A', status: 'captured', amount: 2300, final: false, lines: [{ lineId: '1', quantity: 1 }] },
    ],
  });
  expect(await shop.discrepancies()).toEqual([]);

  expect(await shop.handle(shipping('B', '2:1'))).toMatchObject({ ended: { state: 'captured', released: 0, lost: 0 } });
  expect((await shop.record()).status).toBe('captured');
  expect(await shop.timeline()).toEqual(['order_accepted', 'hold_placed', 'shipment_captured', 'shipment_captured']);
  expect(await shop.discrepancies()).toEqual([]);
});

test('every movement says who and for which request', async () => {
  const shop = await OrderDesk.authorized(place);
  await shop.handle(shipping('A', '1:1'));
  const timeline = await place.reader.readTimeline(shop.orderId);

  expect(timeline.at(-1)).toMatchObject({
    kind: 'shipment_captured',
    actor: 'shop',
    requestId: 'request A',
    amount: { amount: 2300, currency: 'usd' },
    about: { shipmentId: 'A', captureId: `${shop.orderId}/A/1` },
  });
});

test('a repeated attempt answers what the first recorded', async () => {
  const shop = await OrderDesk.authorized(place);
  const step = shop.stepFor(shipping('A', '1:1,2:1'));
  const first = await shop.attempt(step);

  expect(await shop.attempt(step, killedBefore(shop.gateway, 'capture'))).toEqual(first);
  expect(await shop.requests(CAPTURE)).toBe(1);
});

test.each([
  { when: 'before the call left', killed: killedBefore, calls: 1 },
  { when: 'after the money moved', killed: killedAfter, calls: 1 },
])('killed $when: captured once, by the next attempt', async ({ killed, calls }) => {
  const shop = await OrderDesk.authorized(place);
  const step = shop.stepFor(shipping('A', '1:1'));
  await expect(shop.attempt(step, killed(shop.gateway, 'capture'))).rejects.toThrow(WorkerKilled);
  expect((await shop.record()).shipments).toMatchObject([{ status: 'pending' }]);

  shop.learn(step, await shop.attempt(step));
  expect(await shop.requests(CAPTURE)).toBe(calls);
  expect(await shop.discrepancies()).toEqual([]);
});

test.each([
  { effect: { kind: 'commit_then_drop' }, calls: 1 },
  { effect: { kind: 'truncate' }, calls: 1 },
  { effect: { kind: 'drop_before_commit' }, calls: 2 },
])('$effect.kind: the outcome is unknown until a read tells', async ({ effect, calls }) => {
  const shop = await OrderDesk.authorized(place);
  await shop.control('faults', { match: { method: 'POST', path: CAPTURE }, effect });
  const step = shop.stepFor(shipping('A', '1:1'));
  await expect(shop.attempt(step)).rejects.toMatchObject({ type: 'ProviderUnavailable', nonRetryable: false });

  expect(await captureStates(shop)).toEqual(['unknown']);
  shop.learn(step, await shop.attempt(step));
  expect(await shop.requests(CAPTURE)).toBe(calls);
  expect(await captureStates(shop)).toEqual(['captured']);
  expect(await shop.discrepancies()).toEqual([]);
});

test.each([
  { shipments: 'nothing captured', first: undefined, lost: 4600, status: 'canceled' },
  { shipments: 'one captured', first: shipping('A', '1:1'), lost: 2300, status: 'captured' },
])('the hold ran out, $shipments: refused, the loss written down, a person called', async ({ first, lost, status }) => {
  const shop = await OrderDesk.authorized(place);
  if (first !== undefined) await shop.handle(first);
  await shop.pass(8 * DAY);
  const fact = await shop.handle(shipping('B', '2:1'));

  expect(fact).toMatchObject({ kind: 'capture_refused', reason: 'hold_gone', ended: { state: 'expired', lost } });
  const record = await shop.record();
  expect(record).toMatchObject({ status, amounts: { lost, held: 0 }, attention: [{ code: 'hold_lost' }] });
  expect(record.shipments.at(-1)).toMatchObject({ shipmentId: 'B', status: 'refused' });
  const told = await shop.timeline();
  expect(told).toEqual(expect.arrayContaining(['capture_refused', 'hold_lost', 'attention_opened']));
  // The shipment was refused before it left: no goods are out unpaid.
  expect(told).not.toContain('shipments_lost');
  expect(await shop.discrepancies()).toEqual([]);
});

test('a refused shipment left nothing behind: it may be sent again with another content', async () => {
  const shop = await OrderDesk.authorized(place);
  const match = { method: 'POST', path: CAPTURE };
  const effect = { kind: 'error', status: 400, type: 'invalid_request_error', code: 'amount_too_large', stored: false };
  await shop.control('faults', { match, effect });
  expect(await shop.handle(shipping('A', '1:1'))).toMatchObject({
    kind: 'capture_refused',
    reason: 'amount_too_large',
  });
  expect(await shop.discrepancies()).toEqual([]);

  await shop.handle(shipping('A', '1:1,2:1'));
  expect((await shop.record()).shipments).toMatchObject([{ shipmentId: 'A', status: 'captured', amount: 4600 }]);
  expect(await shop.discrepancies()).toEqual([]);
});

test('our own mistake is final; the shipment may come again with another content', async () => {
  const shop = await OrderDesk.authorized(place);
  const match = { method: 'POST', path: CAPTURE };
  const effect = {
    kind: 'error',
    status: 400,
    type: 'invalid_request_error',
    code: 'parameter_unknown',
    stored: false,
  };
  await shop.control('faults', { match, effect });
  const step = shop.stepFor(shipping('A', '1:1'));
  await expect(shop.attempt(step)).rejects.toMatchObject({ type: 'ProviderMisuse', nonRetryable: true });
  shop.learn(step, { kind: 'step_failed', message: 'misuse' });

  expect(await shop.handle(shipping('A', '1:1,2:1'))).toMatchObject({ kind: 'capture_refused', reason: 'key_spent' });
  expect(await shop.handle(shipping('A', '1:1,2:1'))).toMatchObject({ kind: 'shipment_captured' });
  expect(await shop.discrepancies()).toEqual([]);
});

test('another hand captured too: the capture counts, a person is called', async () => {
  const shop = await OrderDesk.authorized(place);
  const step = shop.stepFor(shipping('A', '1:1'));
  await shop.captureByHand(300);

  expect(shop.learn(step, await shop.attempt(step))).toMatchObject({ kind: 'shipment_captured', mismatch: true });
  expect(await shop.record()).toMatchObject({ amounts: { captured: 2600 }, attention: [{ code: 'amount_mismatch' }] });
  expect(await shop.discrepancies()).toEqual([]);
});

test('the last capture after one by hand goes above the hold where the card allows it', async () => {
  const shop = await OrderDesk.authorized(place, {}, shipping('A', '1:1'));
  const step = shop.stepFor(shipping('B', '2:1'));
  await shop.captureByHand(300);
  expect(shop.learn(step, await shop.attempt(step))).toMatchObject({ kind: 'shipment_captured' });
  expect((await shop.record()).amounts).toMatchObject({ captured: 4900, raised: 300, held: 0, released: 0, lost: 0 });
  expect(await shop.discrepancies()).toEqual([]);
});

test('a capture that another hand left no money for is refused, and the hold goes on', async () => {
  const shop = await OrderDesk.authorized(place);
  const step = shop.stepFor(shipping('A', '1:1'));
  await shop.captureByHand(2500);
  expect(shop.learn(step, await shop.attempt(step))).toMatchObject({
    kind: 'capture_refused',
    reason: 'amount_too_large',
    external: [{ shipment: { amount: 2500 } }],
  });
  expect((await shop.record()).amounts).toMatchObject({ captured: 2500, held: 2100, lost: 0 });
  expect(await shop.discrepancies()).toEqual([]);
});

test('a shipment of free goods moves nothing and asks nobody', async () => {
  const [priced] = newOrder().lines;
  if (priced === undefined) throw new Error('no line');
  const free = { ...priced, lineId: '2', unitPrice: 0, taxAmount: 0 };
  const shop = new OrderDesk(place, { lines: [priced, free], discountAmount: 0 });
  await shop.authorize();
  expect(await shop.handle(shipping('gift', '2:1'))).toMatchObject({ kind: 'shipment_captured', ended: null });
  expect((await shop.record()).shipments).toMatchObject([{ status: 'settled', amount: 0 }]);

  await shop.handle(shipping('rest', '1:1'));
  expect(await shop.requests(CAPTURE)).toBe(1);
  expect(await shop.discrepancies()).toEqual([]);
});

describe('a capture whose step was given up', () => {
  test('counts as captured when it had landed', async () => {
    const shop = await OrderDesk.authorized(place);
    const step = shop.stepFor(shipping('A', '1:1'));
    await expect(shop.attempt(step, killedAfter(shop.gateway, 'capture'))).rejects.toThrow(WorkerKilled);

    shop.learn(step, await shop.resolve(step));
    expect(await shop.discrepancies()).toEqual([]);
  });

  test('is refused when it had not landed and its answer cannot be on its way any more', async () => {
    const shop = await OrderDesk.authorized(place);
    const step = shop.stepFor(shipping('A', '1:1'));
    await expect(shop.attempt(step, killedBefore(shop.gateway, 'capture'))).rejects.toThrow(WorkerKilled);

    await expect(shop.resolve(step)).rejects.toMatchObject({ type: 'ProviderUnavailable' });
    shop.passHere(31);
    expect(shop.learn(step, await shop.resolve(step))).toMatchObject({ reason: 'key_spent', ended: null });
    expect(await shop.requests(CAPTURE)).toBe(0);
    expect(await shop.discrepancies()).toEqual([]);
  });

  test('before it began: refused, and a worker that comes late does not ask', async () => {
    const shop = await OrderDesk.authorized(place);
    const step = shop.stepFor(shipping('A', '1:1'));
    const refused = shop.learn(step, await shop.resolve(step));

    expect(await shop.attempt(step)).toEqual(refused);
    expect(await shop.requests(CAPTURE)).toBe(0);
    expect(await shop.discrepancies()).toEqual([]);
  });

  test('after the hold ran out: the loss is written down', async () => {
    const shop = await OrderDesk.authorized(place);
    const step = shop.stepFor(shipping('A', '1:1'));
    await expect(shop.attempt(step, killedBefore(shop.gateway, 'capture'))).rejects.toThrow(WorkerKilled);
    await shop.pass(8 * DAY);

    expect(shop.learn(step, await shop.resolve(step))).toMatchObject({ reason: 'hold_gone', ended: { lost: 4600 } });
    expect(await shop.discrepancies()).toEqual([]);
  });
});

test('two workers with the same step capture once', async () => {
  const shop = await OrderDesk.authorized(place);
  const step = shop.stepFor(shipping('A', '1:1'));
  await Promise.allSettled([shop.attempt(step), shop.attempt(step), shop.attempt(step)]);

  shop.learn(step, await shop.attempt(step));
  expect(await shop.discrepancies()).toEqual([]);
});

async function captureStates({ orderId }: OrderDesk): Promise<string[]> {
  const rows = await place.database
    .selectFrom('captures')
    .select('state')
    .where('order_id', '=', orderId)
    .orderBy('generation')
    .execute();
  return rows.map(({ state }) => state);
}
