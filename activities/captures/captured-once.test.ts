import { createRefundActivities } from '../refund-activities';
import { DEADLINE, shipping } from '../../test/examples/inputs';
import { newOrder } from '../../test/examples/orders';
import { refundCommand } from '../../test/setup/desks/refund-desk';
import { openShopDatabase } from '../../test/setup/desks/shop-database';
import { WooshPayDesk } from '../../test/setup/desks/wooshpay-desk';
import { killedAfter, WorkerKilled } from '../../test/setup/killed-worker';
import type { Fact } from '../../libs/domain/payment/facts';

/** Holds of a provider that captures once, tells no deadline and cannot search refunds, when time and workers pass. */
const place = openShopDatabase();

const CAPTURE = '/v1/payment_intents/*/capture';
const HOUR = 3600;
const DAY = 24 * HOUR;

const open: WooshPayDesk[] = [];
afterEach(async () => {
  for (const desk of open.splice(0)) await desk.wooshPay.close();
});

async function opened(
  ...given: Parameters<typeof WooshPayDesk.authorizedThere> extends [unknown, ...infer Rest] ? Rest : []
) {
  const desk = await WooshPayDesk.authorizedThere(place, ...given);
  open.push(desk);
  return desk;
}

function atDeadline(desk: WooshPayDesk): Promise<Fact> {
  return desk.handle({ ...DEADLINE, at: desk.clock().toISOString() });
}

const marginSeconds = DAY;

test('a hold of which nothing shipped is given back a day before it should end', async () => {
  const desk = await opened({ policy: { ...newOrder().policy, marginSeconds } });
  await desk.pass(6 * DAY + 60);
  expect(await atDeadline(desk)).toMatchObject({ kind: 'hold_ended', hold: { state: 'released', lost: 0 } });
  expect((await desk.record()).amounts).toMatchObject({ captured: 0, released: 4600 });
  expect(await desk.discrepancies()).toEqual([]);
});

test('what left is captured at the deadline, the rest goes back, and all is settled at once', async () => {
  const desk = await opened({ policy: { ...newOrder().policy, marginSeconds } });
  await desk.handle(shipping('A', '1:1'));
  await desk.pass(6 * DAY + 60);
  expect(await atDeadline(desk)).toMatchObject({ kind: 'shipment_captured', settled: true });
  expect(await desk.record()).toMatchObject({
    status: 'completed',
    amounts: { captured: 2300, settled: 2300, released: 2300 },
  });
  expect(await desk.discrepancies()).toEqual([]);
});

test('the deadline captures everything in one capture where the shop wants that', async () => {
  const desk = await opened({ policy: { ...newOrder().policy, marginSeconds, onDeadline: 'capture_remaining' } });
  await desk.handle(shipping('A', '1:1'));
  await desk.pass(6 * DAY + 60);
  await atDeadline(desk);
  expect(await desk.requests(CAPTURE)).toBe(1);
  expect((await desk.record()).amounts).toMatchObject({ captured: 4600, released: 0 });
  expect(await desk.discrepancies()).toEqual([]);
});

test('a hold is renewed with the kept card before the old one is given back', async () => {
  const policy = { ...newOrder().policy, marginSeconds, onDeadline: 'reauthorize' as const };
  const desk = await opened({ policy }, { saveForLater: true });
  await desk.pass(6 * DAY + 60);
  expect(await atDeadline(desk)).toMatchObject({ kind: 'hold_placed' });
  expect(await atDeadline(desk)).toMatchObject({ kind: 'hold_ended' });
  const { holds, amounts } = await desk.record();
  expect(holds.map(({ state }) => state)).toEqual(['replaced', 'held']);
  expect(amounts).toMatchObject({ held: 4600, released: 0 });
  expect(await desk.discrepancies()).toEqual([]);
});

test('a capture whose worker died is known by a read, and not asked for again', async () => {
  const desk = await opened();
  const step = desk.stepFor(shipping('A', '1:1,2:1'));
  await expect(desk.attempt(step, killedAfter(desk.gateway, 'capture'))).rejects.toThrow(WorkerKilled);
  desk.learn(step, await desk.attempt(step));
  expect(await desk.requests(CAPTURE)).toBe(1);
  expect((await desk.record()).amounts).toMatchObject({ captured: 4600, settled: 4600 });
  expect(await desk.discrepancies()).toEqual([]);
});

test('a failure that its key may remember is asked for under the next key, after a read', async () => {
  const desk = await opened();
  const effect = { kind: 'error', status: 503, type: 'api_error', code: null, message: 'Not now', stored: true };
  await desk.control('faults', { match: { method: 'POST', path: CAPTURE, nth: 1, times: 1 }, effect });
  const shipment = shipping('A', '1:1,2:1');
  const step = desk.stepFor(shipment);
  for (let attempt = 1; attempt <= 2; attempt += 1) await expect(desk.attempt(step)).rejects.toThrow(/not available/);
  desk.passHere(3 * 60);
  expect(desk.learn(step, await desk.attempt(step))).toMatchObject({ kind: 'capture_refused', reason: 'key_spent' });
  expect(await desk.handle(shipment)).toMatchObject({ kind: 'shipment_captured', generation: 2 });
  expect((await desk.record()).amounts).toMatchObject({ captured: 4600, settled: 4600 });
  expect(await desk.discrepancies()).toEqual([]);
});

test('a hold that ends before anybody could know is lost, and a person is called', async () => {
  const desk = await opened({}, { paymentMethod: 'pm_card_holdExpiresEarly' });
  await desk.pass(2 * DAY);
  const paymentIntentId = await desk.paymentIntentId();
  const event = { eventId: 'look-due/1', type: 'holdfast.look_due', about: 'hold', paymentIntentId } as const;
  expect(await desk.handle({ kind: 'provider_event', event: { ...event, chargeId: null } })).toMatchObject({
    kind: 'hold_ended',
    hold: { state: 'expired', lost: 4600 },
  });
  const { attention } = await desk.record();
  expect(attention.map(({ code }) => code)).toEqual(['hold_lost']);
  expect(await desk.discrepancies()).toEqual([]);
});

describe('a refund that cannot be searched for', () => {
  async function killedRefund(desk: WooshPayDesk): Promise<() => Promise<unknown>> {
    await desk.handle(shipping('A', '1:1,2:1'));
    const step = { orderId: desk.orderId, command: refundCommand('R1', { amount: 1000 }) };
    const ask = (gateway = desk.gateway): Promise<unknown> =>
      desk.environment().run(() => createRefundActivities(desk.context(gateway)).requestRefund(step));
    await expect(ask(killedAfter(desk.gateway, 'refund'))).rejects.toThrow(WorkerKilled);
    return () => ask();
  }

  test('is made once: its key tells what became of it', async () => {
    const desk = await opened();
    const ask = await killedRefund(desk);
    expect(await ask()).toMatchObject({ kind: 'refund_recorded', status: 'succeeded' });
    expect(await desk.requests('/v1/refunds')).toBe(1);
    expect(await desk.discrepancies()).toEqual([]);
  });

  test('is not asked for again once its key is too old: a person must look', async () => {
    const desk = await opened();
    const ask = await killedRefund(desk);
    await desk.pass(21 * HOUR);
    await expect(ask()).rejects.toThrow(/no list of refunds/);
    expect(await desk.requests('/v1/refunds')).toBe(1);
  });

  test('is refused like any other when there is less to give back', async () => {
    const desk = await opened();
    await desk.handle(shipping('A', '1:1,2:1'));
    await desk.gateway.refund({
      ref: { orderId: 'another', refundId: 'another', part: 1 },
      idempotencyKey: 'by hand',
      chargeId: await desk.paymentIntentId(),
      amount: { amount: 4000, currency: 'usd' },
      reason: 'duplicate',
    });
    const step = { orderId: desk.orderId, command: refundCommand('R1', { amount: 1000 }) };
    const activities = createRefundActivities(desk.context());
    expect(await desk.environment().run(() => activities.requestRefund(step))).toMatchObject({
      kind: 'refund_refused',
      refusal: { code: 'refund_refused', message: expect.stringContaining('WooshPay refuses') as string },
    });
  });
});
