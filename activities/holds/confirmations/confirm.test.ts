import type { Fact } from '../../../libs/domain/payment/facts';
import { paidWith } from '../../../test/examples/orders';
import { killedAfter, killedBefore, WorkerKilled } from '../../../test/setup/killed-worker';
import { OrderDesk } from '../../../test/setup/desks/order-desk';
import { openShopDatabase } from '../../../test/setup/desks/shop-database';
import { confirming } from '../../../test/examples/inputs';

const CREATE = '/v1/payment_intents';
const CONFIRM = '/v1/payment_intents/*/confirm';
const HOUR = 3600;
const DECLINED = 'pm_card_visa_chargeDeclinedInsufficientFunds';
const LOST = 'pm_card_visa_chargeDeclinedLostCard';
const SECURE = 'pm_card_threeDSecure2Required';

const place = openShopDatabase();

/** An order whose first authorization was with this card. */
async function begunWith(paymentMethod: string | null): Promise<OrderDesk> {
  const shop = new OrderDesk(place, paidWith(paymentMethod));
  await shop.authorize();
  return shop;
}

/** A confirm in the middle of which a worker is killed, and what the next attempt finds. */
async function killed(shop: OrderDesk, card: string, when: typeof killedBefore, hours = 0): Promise<Fact> {
  const step = shop.stepFor(confirming(card));
  await expect(shop.attempt(step, when(shop.gateway, 'confirm'))).rejects.toThrow(WorkerKilled);
  if (hours > 0) await shop.pass(hours * HOUR);
  return shop.learn(step, await shop.attempt(step));
}

const killedAfterConfirm: typeof killedBefore = (gateway) => killedAfter(gateway, 'confirm');

test('a declined card, then a good one: the hold is placed, and the timeline says by whom', async () => {
  const shop = await begunWith(DECLINED);
  expect(await shop.handle(confirming())).toMatchObject({ kind: 'hold_placed', hold: { amount: 4600 } });

  expect(await shop.record()).toMatchObject({
    status: 'authorized',
    amounts: { held: 4600 },
    authorization: { generation: 1, lastError: null, clientSecret: null },
  });
  const timeline = await place.reader.readTimeline(shop.orderId);
  expect(timeline.map(({ kind }) => kind)).toEqual(['order_accepted', 'payment_failed', 'hold_placed']);
  expect(timeline.at(-1)).toMatchObject({ actor: 'shop', requestId: 'request 2' });
  expect(await shop.discrepancies()).toEqual([]);
});

test('cards that are declined one after the other are tried under a key each', async () => {
  const shop = await begunWith(null);
  for (const card of [DECLINED, LOST, DECLINED]) {
    expect(await shop.handle(confirming(card))).toMatchObject({
      kind: 'hold_awaited',
      hold: { state: 'requires_payment_method', lastError: { code: 'card_declined' } },
    });
  }
  expect(await shop.timeline()).toEqual([
    'order_accepted',
    'payment_method_required',
    ...Array<string>(3).fill('payment_failed'),
  ]);
  expect((await shop.record()).authorization?.lastError?.declineCode).toBe('insufficient_funds');
  expect((await place.reader.readTimeline(shop.orderId)).at(-1)).toMatchObject({
    message: 'The buyer must give a card: insufficient_funds',
  });
  expect(await shop.requests(CONFIRM)).toBe(3);
  expect(await shop.discrepancies()).toEqual([]);
});

test('3-D Secure: the buyer is sent to authenticate, and takes another card instead', async () => {
  const shop = await begunWith(DECLINED);
  expect(await shop.handle(confirming(SECURE))).toMatchObject({
    kind: 'hold_awaited',
    hold: { state: 'requires_action', nextAction: { type: 'redirect_to_url' } },
  });
  expect((await shop.handle(confirming())).kind).toBe('hold_placed');
  expect(await shop.timeline()).toEqual(['order_accepted', 'payment_failed', 'action_required', 'hold_placed']);
  expect(await shop.discrepancies()).toEqual([]);
});

test('an unknown payment method: refused, and what was waited for is what it was', async () => {
  const shop = await begunWith(SECURE);
  const before = (await shop.record()).authorization;
  expect(await shop.handle(confirming('pm_nobody_knows'))).toMatchObject({
    kind: 'confirm_refused',
    reason: 'payment_method_refused',
    error: { code: 'resource_missing' },
  });
  expect((await shop.record()).authorization).toEqual(before);
  expect((await shop.timeline()).at(-1)).toBe('confirmation_refused');
  expect(await shop.discrepancies()).toEqual([]);
});

test('Stripe refused even to begin: the hold is begun anew with the new card', async () => {
  const shop = await begunWith('pm_nobody_knows');
  expect(await shop.handle(confirming())).toMatchObject({ kind: 'hold_placed' });
  expect(await shop.record()).toMatchObject({ status: 'authorized', authorization: { generation: 2 } });
  expect((await place.reader.readTimeline(shop.orderId)).at(-1)).toMatchObject({ requestId: 'request 2' });
  expect([await shop.requests(CREATE), await shop.requests(CONFIRM)]).toEqual([2, 0]);
  expect(await shop.discrepancies()).toEqual([]);
});

test('the buyer was faster in the browser: the hold is found and recorded once', async () => {
  const shop = await begunWith(SECURE);
  await shop.authenticate();
  expect((await shop.handle(confirming())).kind).toBe('hold_placed');
  expect(await shop.timeline()).toEqual(['order_accepted', 'action_required', 'hold_placed']);
  expect(await shop.discrepancies()).toEqual([]);
});

test('somebody canceled it at Stripe: the order is over', async () => {
  const shop = await begunWith(null);
  await shop.gateway.release({
    orderId: shop.orderId,
    idempotencyKey: 'by hand',
    paymentIntentId: await shop.paymentIntentId(),
    how: 'cancel',
  });
  expect(await shop.handle(confirming())).toMatchObject({ kind: 'hold_ended', cancelReason: 'abandoned' });
  expect(await shop.record()).toMatchObject({ status: 'canceled', cancelReason: 'abandoned' });
  expect((await place.reader.readTimeline(shop.orderId)).at(-1)).toMatchObject({
    message: 'The order ended before anything was held: it was canceled at Stripe',
  });
  expect(await shop.discrepancies()).toEqual([]);
});

test('a hold paid in the browser and captured whole by hand is a captured order, with an alert', async () => {
  const shop = await begunWith(SECURE);
  await shop.authenticate();
  await shop.captureByHand(4600);
  expect(await shop.handle(confirming())).toMatchObject({ kind: 'hold_ended', mismatch: true });
  const { status, attention, amounts } = await shop.record();
  expect([status, amounts]).toMatchObject(['captured', { captured: 4600, released: 0, lost: 0 }]);
  expect(attention.map(({ code }) => code)).toEqual(['amount_mismatch']);
  expect(await shop.discrepancies()).toEqual([]);
});

test('a repeated attempt answers what the first recorded, without asking again', async () => {
  const shop = await begunWith(DECLINED);
  for (const card of ['pm_nobody_knows', 'pm_card_visa']) {
    const step = shop.stepFor(confirming(card));
    const first = await shop.attempt(step);
    expect(await shop.attempt(step, killedBefore(shop.gateway, 'confirm'))).toEqual(first);
    shop.learn(step, first);
  }
  expect(await shop.requests(CONFIRM)).toBe(2);
});

test.each([0, 19])('killed before the call, %i hours ago: the next attempt asks', async (hours) => {
  const shop = await begunWith(DECLINED);
  expect((await killed(shop, 'pm_card_visa', killedBefore, hours)).kind).toBe('hold_placed');
  expect(await shop.requests(CONFIRM)).toBe(1);
  expect(await shop.discrepancies()).toEqual([]);
});

test('killed before the call, more than 20 hours ago: the old key is not used; the next one is', async () => {
  const shop = await begunWith(DECLINED);
  expect(await killed(shop, 'pm_card_visa', killedBefore, 21)).toMatchObject({ reason: 'key_spent', attempt: 1 });
  expect(await shop.requests(CONFIRM)).toBe(0);
  expect((await shop.handle(confirming())).kind).toBe('hold_placed');
  expect(await shop.discrepancies()).toEqual([]);
});

test.each([0, 23])('killed after the call, %i hours ago: the hold is found, and not asked for again', async (hours) => {
  const shop = await begunWith(DECLINED);
  expect((await killed(shop, 'pm_card_visa', killedAfterConfirm, hours)).kind).toBe('hold_placed');
  expect(await shop.requests(CONFIRM)).toBe(1);
  expect(await shop.discrepancies()).toEqual([]);
});

test.each([
  { card: SECURE, state: 'requires_action', hours: 0, charges: 1 },
  { card: SECURE, state: 'requires_action', hours: 21, charges: 1 },
  { card: DECLINED, state: 'requires_payment_method', hours: 0, charges: 2 },
  { card: LOST, state: 'requires_payment_method', hours: 0, charges: 2 },
  { card: LOST, state: 'requires_payment_method', hours: 21, charges: 2 },
])('killed after $card, $hours hours ago: found out, and no bank is asked again', async (row) => {
  const shop = await begunWith(DECLINED);
  expect(await killed(shop, row.card, killedAfterConfirm, row.hours)).toMatchObject({ hold: { state: row.state } });
  expect(await shop.charges()).toBe(row.charges);
  expect(await shop.discrepancies()).toEqual([]);
});

test('killed after a challenge that the buyer then failed: the stored answer is not believed', async () => {
  const shop = await begunWith(null);
  const first = shop.stepFor(confirming(SECURE));
  shop.learn(first, await shop.attempt(first));
  const step = shop.stepFor(confirming(SECURE));
  await expect(shop.attempt(step, killedAfter(shop.gateway, 'confirm'))).rejects.toThrow(WorkerKilled);
  await shop.authenticate('fail');

  expect(shop.learn(step, await shop.attempt(step))).toMatchObject({
    hold: { state: 'requires_payment_method', lastError: { code: 'payment_intent_authentication_failure' } },
  });
  expect(await shop.discrepancies()).toEqual([]);
});

test('a confirm killed before its call tries the new card, and does not judge it by the old one', async () => {
  const shop = await begunWith(SECURE);
  await shop.authenticate('fail');
  expect((await killed(shop, 'pm_card_visa', killedBefore)).kind).toBe('hold_placed');
  expect(await shop.discrepancies()).toEqual([]);
});

test('the answer is lost: unavailable, and the repeat finds the hold', async () => {
  const shop = await begunWith(DECLINED);
  await shop.control('faults', { match: { method: 'POST', path: CONFIRM }, effect: { kind: 'commit_then_drop' } });
  const step = shop.stepFor(confirming());
  await expect(shop.attempt(step)).rejects.toMatchObject({ type: 'ProviderUnavailable', nonRetryable: false });

  expect(shop.learn(step, await shop.attempt(step)).kind).toBe('hold_placed');
  expect(await shop.requests(CONFIRM)).toBe(1);
  expect(await shop.discrepancies()).toEqual([]);
});

test('the payment method after a confirm without an answer is tried only after a look at that', async () => {
  const shop = await begunWith(DECLINED);
  const step = shop.stepFor(confirming());
  await expect(shop.attempt(step, killedAfter(shop.gateway, 'confirm'))).rejects.toThrow(WorkerKilled);
  shop.learn(step, { kind: 'step_failed', message: 'given up' });

  expect((await shop.handle(confirming('pm_card_mastercard'))).kind).toBe('hold_placed');
  expect(await shop.requests(CONFIRM)).toBe(1);
  expect((await shop.record()).status).toBe('authorized');
});

test('our own mistake: final, and a person is called', async () => {
  const shop = await begunWith(DECLINED);
  const effect = {
    kind: 'error',
    status: 400,
    type: 'invalid_request_error',
    code: 'parameter_unknown',
    stored: false,
  };
  await shop.control('faults', { match: { method: 'POST', path: CONFIRM }, effect });
  const step = shop.stepFor(confirming());

  await expect(shop.attempt(step)).rejects.toMatchObject({ type: 'ProviderMisuse', nonRetryable: true });
  shop.learn(step, { kind: 'step_failed', message: 'misuse' });
  expect((await shop.record()).attention).toMatchObject([{ code: 'provider_misuse' }]);
  expect(await shop.discrepancies()).toEqual([]);
});

test('two workers with the same step confirm once', async () => {
  const shop = await begunWith(DECLINED);
  const step = shop.stepFor(confirming());
  const attempts = await Promise.allSettled([shop.attempt(step), shop.attempt(step), shop.attempt(step)]);
  expect(attempts.some(({ status }) => status === 'fulfilled')).toBe(true);

  shop.learn(step, await shop.attempt(step));
  expect(await shop.timeline()).toEqual(['order_accepted', 'payment_failed', 'hold_placed']);
  expect(await shop.discrepancies()).toEqual([]);
});

test('abandoned: what the buyer never finished is canceled at Stripe', async () => {
  const shop = await begunWith(DECLINED);
  await shop.handle(confirming(SECURE));
  expect(await shop.handle({ kind: 'deadline' })).toMatchObject({ cancelReason: 'authentication_timeout' });
  expect(await shop.record()).toMatchObject({ status: 'canceled', cancelReason: 'authentication_timeout' });
  expect(await shop.gateway.readHold(await shop.paymentIntentId())).toMatchObject({ status: 'canceled' });
  expect(await shop.discrepancies()).toEqual([]);
});
