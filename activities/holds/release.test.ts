import type { CancellationCommand, Input } from '../../libs/domain/orders/inputs';
import type { Fact } from '../../libs/domain/payment/facts';
import type { PaymentGateway } from '../../libs/domain/provider/payment-gateway';
import type { Step } from '../../libs/domain/payment/steps';
import { newOrder, paidWith } from '../../test/examples/orders';
import { killedAfter, killedBefore, WorkerKilled } from '../../test/setup/killed-worker';
import { OrderDesk } from '../../test/setup/desks/order-desk';
import { openShopDatabase } from '../../test/setup/desks/shop-database';
import { DEADLINE, shipping } from '../../test/examples/inputs';

const CANCEL = '/v1/payment_intents/*/cancel';
const DAY = 24 * 3600;

const place = openShopDatabase();

const cancellation: CancellationCommand = {
  cancellationId: 'C1',
  reason: 'sold out',
  contentHash: 'hash of C1',
  requestId: 'request C1',
};
const cancel: Input = { kind: 'cancel_lines', cancellation };
const shipOne = shipping('A', '1:1');

test('the DEADLINE of an order with nothing captured cancels it', async () => {
  const shop = await OrderDesk.authorized(place);
  const fact = await shop.handle(DEADLINE);

  expect(fact).toMatchObject({ kind: 'hold_ended', hold: { state: 'released', released: 4600, lost: 0 } });
  expect(await shop.record()).toMatchObject({
    status: 'canceled',
    cancelReason: 'deadline',
    amounts: { held: 0, captured: 0, released: 4600, lost: 0 },
  });
  expect(await shop.requests(CANCEL)).toBe(1);
  expect(await shop.discrepancies()).toEqual([]);
});

test('the DEADLINE after a capture gives the rest back and keeps the captured part', async () => {
  const shop = await OrderDesk.authorized(place, {}, shipOne);
  await shop.handle(DEADLINE);

  expect(await shop.record()).toMatchObject({
    status: 'captured',
    cancelReason: null,
    amounts: { held: 0, captured: 2300, released: 2300, lost: 0 },
  });
  expect(await shop.requests(CANCEL)).toBe(0);
  expect((await place.reader.readTimeline(shop.orderId)).at(-1)).toMatchObject({
    kind: 'hold_released',
    actor: 'holdfast',
    requestId: null,
    amount: { amount: 2300 },
  });
  expect(await shop.discrepancies()).toEqual([]);
});

test('a cancellation says what it released, and the lines are given up', async () => {
  const shop = await OrderDesk.authorized(place, {}, shipOne);
  const fact = await shop.handle(cancel);

  expect(fact).toMatchObject({
    cancelReason: 'requested',
    cancellation: { cancellationId: 'C1', contentHash: 'hash of C1', released: 2300 },
  });
  expect(await place.reader.findCancellation(shop.orderId, 'C1')).toEqual({
    cancellationId: 'C1',
    contentHash: 'hash of C1',
    released: 2300,
  });
  expect((await place.reader.readTimeline(shop.orderId)).at(-1)).toMatchObject({
    kind: 'lines_canceled',
    actor: 'shop',
    requestId: 'request C1',
    about: { cancellationId: 'C1' },
    message: 'Cancellation C1: sold out',
  });
  expect((await shop.record()).lines).toMatchObject([
    { lineId: '1', shipped: 1, canceled: 0 },
    { lineId: '2', shipped: 0, canceled: 1 },
  ]);
  expect(await shop.discrepancies()).toEqual([]);
});

test('a cancellation under way is not shown as done', async () => {
  const shop = await OrderDesk.authorized(place);
  const step = shop.stepFor(cancel);
  await expect(shop.attempt(step, killedBefore(shop.gateway, 'release'))).rejects.toThrow(WorkerKilled);

  expect(await place.reader.findCancellation(shop.orderId, 'C1')).toBeUndefined();
  expect((await shop.record()).status).toBe('authorized');
});

describe.each([
  { after: 'nothing captured', shipments: [] },
  { after: 'one captured', shipments: [shipOne] },
])('$after', ({ shipments }) => {
  test.each([
    { when: 'before the call left', killed: killedBefore },
    { when: 'after it was done', killed: killedAfter },
  ])('killed $when: the next attempt ends it', async ({ killed }) => {
    const shop = await OrderDesk.authorized(place, {}, ...shipments);
    const step = shop.stepFor(cancel);
    await expect(shop.attempt(step, killed(shop.gateway, 'release'))).rejects.toThrow(WorkerKilled);

    shop.learn(step, await shop.attempt(step));
    expect(shop.payment.cancellations).toHaveLength(1);
    expect(await shop.discrepancies()).toEqual([]);
  });

  test('a repeated attempt answers what the first recorded', async () => {
    const shop = await OrderDesk.authorized(place, {}, ...shipments);
    const step = shop.stepFor(cancel);
    const first = await shop.attempt(step);

    expect(await shop.attempt(step, killedBefore(shop.gateway, 'release'))).toEqual(first);
  });

  test('it had run out: lost, written down, and a person called', async () => {
    const shop = await OrderDesk.authorized(place, {}, ...shipments);
    await shop.pass(8 * DAY);
    const fact = await shop.handle(cancel);

    const lost = shipments.length > 0 ? 2300 : 4600;
    expect(fact).toMatchObject({ hold: { state: 'expired', released: 0, lost }, cancellation: { released: 0 } });
    expect(await shop.record()).toMatchObject({ amounts: { lost }, attention: [{ code: 'hold_lost' }] });
    expect(await shop.discrepancies()).toEqual([]);
  });
});

test('another hand captured: what it took is booked, the rest released, a person called', async () => {
  const shop = await OrderDesk.authorized(place, {}, shipOne);
  await shop.captureByHand(300);
  const fact = await shop.handle(DEADLINE);

  expect(fact).toMatchObject({ hold: { state: 'released', released: 2000, lost: 0, takenElsewhere: 300 } });
  const { amounts, attention, shipments } = await shop.record();
  expect(amounts).toMatchObject({ captured: 2600, held: 0, released: 2000, lost: 0 });
  expect(shipments).toMatchObject([{ shipmentId: 'A' }, { shipmentId: 'holdfast.external-1', amount: 300, lines: [] }]);
  expect(attention.map(({ code }) => code)).toEqual(['amount_mismatch']);
  expect(await shop.discrepancies()).toEqual([]);
});

test.each([
  { card: null, state: 'requires_payment_method', reason: 'abandoned' },
  { card: 'pm_card_threeDSecure2Required', state: 'requires_action', reason: 'authentication_timeout' },
  { card: 'pm_nobody_knows', state: 'requires_payment_method', reason: 'abandoned' },
])('waiting in $state with $card: the order ends as $reason', async ({ card, state, reason }) => {
  const shop = new OrderDesk(place, paidWith(card));
  await shop.authorize();
  expect((await shop.record()).status).toBe(state);
  await shop.handle(DEADLINE);

  expect(await shop.record()).toMatchObject({
    status: 'canceled',
    cancelReason: reason,
    amounts: { total: 4600, held: 0, captured: 0, released: 4600, lost: 0 },
    authorization: { clientSecret: null, nextAction: null },
  });
  expect(await shop.discrepancies()).toEqual([]);
});

describe('a buyer who authenticated in time, of which no event told', () => {
  async function unheard(): Promise<OrderDesk> {
    const payment = { ...newOrder().payment, paymentMethod: 'pm_card_threeDSecure2Required' };
    const shop = new OrderDesk(place, { payment });
    await shop.authorize();
    await shop.authenticate();
    return shop;
  }

  test('is looked at first, and authorized; a worker that dies then changes nothing', async () => {
    const shop = await unheard();
    const step = shop.stepFor(DEADLINE);
    const fact = await shop.attempt(step);
    expect(fact).toMatchObject({ kind: 'hold_placed', hold: { amount: 4600 } });
    expect(await shop.attempt(step, shop.gateway, 2)).toEqual(fact);
    shop.learn(step, fact);
    expect(await shop.record()).toMatchObject({ status: 'authorized', amounts: { held: 4600 } });
    expect(await shop.requests(CANCEL)).toBe(0);
    expect(await shop.discrepancies()).toEqual([]);
    await shop.handle(shipOne);
    await shop.handle(DEADLINE);
    expect(await shop.record()).toMatchObject({ amounts: { captured: 2300, released: 2300 } });
    expect(await shop.discrepancies()).toEqual([]);
  });

  test('between the look and the cancel, which is refused: what is read then counts', async () => {
    const shop = await unheard();
    const refused = { kind: 'error', status: 400, type: 'invalid_request_error', stored: true };
    const effect = { ...refused, code: 'payment_intent_unexpected_state', message: 'being authenticated' };
    await shop.control('faults', { match: { method: 'POST', path: CANCEL }, effect });
    const step = shop.stepFor(DEADLINE);
    let looks = 0;
    const early: PaymentGateway = {
      ...shop.gateway,
      readHold: async (id) => {
        const hold = await shop.gateway.readHold(id);
        looks += 1;
        return looks === 1 ? { ...hold, status: 'requires_action' } : hold;
      },
    };
    expect(shop.learn(step, await shop.attempt(step, early))).toMatchObject({ kind: 'hold_placed' });
    expect(await shop.record()).toMatchObject({ status: 'authorized', attention: [] });
    expect(shop.learn(...(await ended(shop)))).toMatchObject({ hold: { state: 'released', released: 4600 } });
    expect(await shop.discrepancies()).toEqual([]);
  });

  test('the shop cancels it: it is ended all the same', async () => {
    const shop = await unheard();
    expect(await shop.handle(cancel)).toMatchObject({ kind: 'hold_ended', cancellation: { cancellationId: 'C1' } });
    expect(await shop.record()).toMatchObject({ status: 'canceled', cancelReason: 'requested' });
    expect(await shop.discrepancies()).toEqual([]);
  });

  /** The DEADLINE of the hold: the key of the cancel is spent on the refusal, so the next attempt has another. */
  async function ended(shop: OrderDesk): Promise<[Step, Fact]> {
    const step = shop.stepFor(DEADLINE);
    await expect(shop.attempt(step)).rejects.toMatchObject({ type: 'ProviderMisuse' });
    return [step, await shop.attempt(step, shop.gateway, 2)];
  }
});

test('the authorization was given up without an answer: the orphaned hold is canceled', async () => {
  const shop = new OrderDesk(place);
  const step = shop.stepFor({ kind: 'authorize' });
  await expect(shop.attempt(step, killedAfter(shop.gateway, 'authorize'))).rejects.toThrow(WorkerKilled);
  shop.learn(step, { kind: 'step_failed', message: 'given up' });
  await shop.handle(DEADLINE);

  expect((await shop.record()).status).toBe('canceled');
  expect(await shop.paymentIntents()).toMatchObject([{ status: 'canceled' }]);
});

test('an order that the database never saw ends without a trace', async () => {
  const shop = new OrderDesk(place);
  shop.learn(shop.stepFor({ kind: 'authorize' }), { kind: 'step_failed', message: 'the database was away' });

  expect(await shop.handle(cancel)).toMatchObject({ kind: 'hold_ended', cancellation: { released: 0 } });
  expect(await place.reader.findOrder(shop.orderId)).toBeUndefined();
});

test('our own mistake is repeated slowly until a person has mended it', async () => {
  const shop = await OrderDesk.authorized(place);
  const match = { method: 'POST', path: CANCEL };
  const effect = { kind: 'error', status: 403, type: 'invalid_request_error', code: null, stored: false };
  await shop.control('faults', { match, effect });
  const step = shop.stepFor(cancel);
  await expect(shop.attempt(step)).rejects.toMatchObject({ type: 'ProviderMisuse', nextRetryDelay: 60_000 });
  expect((await shop.record()).attention).toMatchObject([{ code: 'provider_misuse' }]);

  expect(shop.learn(step, await shop.attempt(step))).toMatchObject({ hold: { state: 'released' } });
});
