import type { Input } from '../../libs/domain/orders/inputs';
import type { PaymentGateway } from '../../libs/domain/provider/payment-gateway';
import { CardDesk, first } from '../../test/setup/desks/card-desk';
import { killedAfter, killedBefore, WorkerKilled } from '../../test/setup/killed-worker';
import { openShopDatabase } from '../../test/setup/desks/shop-database';
import { confirming } from '../../test/examples/inputs';

const SECURE = 'pm_card_threeDSecure2Required';
const DECLINED = 'pm_card_visa_chargeDeclinedInsufficientFunds';
const CREATE = '/v1/payment_intents';
const HOUR = 3600;

const place = openShopDatabase();

const canceling: Input = {
  kind: 'cancel_lines',
  cancellation: { cancellationId: 'c', reason: 'r', contentHash: 'h', requestId: 'r' },
};

function open(paymentMethod: string | null = 'pm_card_visa'): Promise<CardDesk> {
  return CardDesk.open(place, 'immediate', { paymentMethod, customer: null });
}

const paid = {
  status: 'captured',
  amounts: { total: 4600, captured: 4600, held: 0, released: 0 },
  authorization: { state: 'captured', plan: 'immediate', clientSecret: null },
  shipments: [
    {
      shipmentId: 'holdfast.immediate',
      status: 'captured',
      amount: 4600,
      final: true,
      lines: [{ quantity: 1 }, { quantity: 1 }],
    },
  ],
  lines: [{ shipped: 1 }, { shipped: 1 }],
};

test('all of it is paid at once and counts as shipped; the settlement completes the order', async () => {
  const desk = await open();
  await desk.control('account', { settlement_delay_seconds: 0 });
  expect(await desk.authorize()).toMatchObject({ kind: 'order_paid', mismatch: false });
  expect(await desk.record()).toMatchObject(paid);
  expect(await desk.discrepancies()).toEqual([]);
  await desk.handle({
    kind: 'provider_event',
    event: { eventId: 'e', type: 'charge.updated', about: 'settlement', paymentIntentId: null, chargeId: null },
  });
  expect(await desk.record()).toMatchObject({ status: 'completed', amounts: { settled: 4600 } });
  expect(await desk.timeline()).toEqual(['order_accepted', 'shipment_captured', 'capture_settled']);
  expect(() => desk.stepFor(first)).toThrow('refuse');
});

test.each(['before', 'after'])('killed %s the payment: it is made once', async (when) => {
  const desk = await open();
  const step = desk.stepFor({ kind: 'authorize' });
  const gateway = when === 'before' ? killedBefore(desk.gateway, 'authorize') : killedAfter(desk.gateway, 'authorize');
  await expect(desk.attempt(step, gateway)).rejects.toThrow(WorkerKilled);
  const found = desk.learn(step, await desk.attempt(step));
  expect(found.kind).toBe('order_paid');
  expect(await desk.attempt(step)).toEqual(found);
  expect(await desk.requests(CREATE)).toBe(1);
  expect(await desk.discrepancies()).toEqual([]);
});

test('declined, challenged, and paid by the buyer in the browser', async () => {
  const desk = await open(DECLINED);
  expect(await desk.authorize()).toMatchObject({ hold: { state: 'requires_payment_method' } });
  expect(await desk.handle(confirming(SECURE))).toMatchObject({ hold: { state: 'requires_action' } });
  await desk.authenticate();
  const step = desk.stepFor({
    kind: 'provider_event',
    event: { eventId: 'e', type: 'payment_intent.succeeded', about: 'hold', paymentIntentId: null, chargeId: null },
  });
  const told = await desk.attempt(step);
  expect(told.kind).toBe('order_paid');
  expect(await desk.attempt(step)).toEqual(told);
  desk.learn(step, told);
  expect(await desk.record()).toMatchObject(paid);
  expect(await desk.discrepancies()).toEqual([]);
});

test('another card is confirmed, and killed after: it is paid once', async () => {
  const desk = await open(null);
  await desk.authorize();
  const step = desk.stepFor(confirming());
  await expect(desk.attempt(step, killedAfter(desk.gateway, 'confirm'))).rejects.toThrow(WorkerKilled);
  expect(desk.learn(step, await desk.attempt(step)).kind).toBe('order_paid');
  expect(await desk.record()).toMatchObject(paid);
  expect(await desk.discrepancies()).toEqual([]);
});

test('an order that nobody pays is given up', async () => {
  const desk = await open(SECURE);
  await desk.authorize();
  await desk.pass(25 * HOUR);
  expect(await desk.handle({ kind: 'deadline' })).toMatchObject({ cancelReason: 'authentication_timeout' });
  expect(await desk.record()).toMatchObject({ status: 'canceled', amounts: { captured: 0, released: 4600 } });
  expect(await desk.discrepancies()).toEqual([]);
});

test('the buyer pays while the shop cancels: the payment wins, and is not lost', async () => {
  const desk = await open(SECURE);
  await desk.authorize();
  const step = desk.stepFor(canceling);
  const late: PaymentGateway = {
    ...desk.gateway,
    release: async (request) => {
      await desk.authenticate();
      return desk.gateway.release(request);
    },
  };
  expect(desk.learn(step, await desk.attempt(step, late)).kind).toBe('order_paid');
  expect(await desk.record()).toMatchObject({ ...paid, lines: [{ canceled: 0 }, { canceled: 0 }] });
  expect(await desk.discrepancies()).toEqual([]);
});

test('an order given up before Stripe answered, that was paid after all, is paid', async () => {
  const desk = await open();
  const step = desk.stepFor({ kind: 'authorize' });
  await expect(desk.attempt(step, killedAfter(desk.gateway, 'authorize'))).rejects.toThrow(WorkerKilled);
  desk.learn(step, { kind: 'step_failed', message: 'given up' });
  expect((await desk.handle(canceling)).kind).toBe('order_paid');
  expect(await desk.record()).toMatchObject({ status: 'captured', amounts: { captured: 4600 } });
});

test('another card after a lost answer finds that the order is paid, and asks for nothing', async () => {
  const desk = await open();
  const step = desk.stepFor({ kind: 'authorize' });
  await expect(desk.attempt(step, killedAfter(desk.gateway, 'authorize'))).rejects.toThrow(WorkerKilled);
  desk.learn(step, { kind: 'step_failed', message: 'given up' });
  expect(await desk.handle(confirming())).toMatchObject({ kind: 'order_paid', authorizationGeneration: 1 });
  expect(await desk.requests(CREATE)).toBe(1);
  expect(await desk.record()).toMatchObject({ status: 'captured', authorization: { generation: 1 } });
});

test.each([
  ['pays at once', 'pm_card_visa'],
  ['pays with another card', null],
])('whoever %s is asked for no card feature, which an account may refuse', async (_who, paymentMethod) => {
  const desk = await open(paymentMethod);
  await desk.control('account', { features: { multicapture: 'refused', incremental_authorization: 'refused' } });
  const placed = await desk.authorize();
  const fact = placed.kind === 'order_paid' ? placed : await desk.handle(confirming());
  expect(fact.kind).toBe('order_paid');
  expect(await desk.requestBodies('/v1/payment_intents/**')).not.toMatch(/request_\w+(capture|authorization)/);
  expect(await desk.requestBodies(CREATE)).not.toMatch(/request_\w+(capture|authorization)/);
  expect(await desk.requestBodies(CREATE)).toContain('automatic_async');
  expect(await desk.timeline()).not.toContain('features_refused');
  expect(await desk.discrepancies()).toEqual([]);
});
