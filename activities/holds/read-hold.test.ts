import type { Looked } from '../../libs/domain/payment/facts';
import type { Input } from '../../libs/domain/orders/inputs';
import type { PaymentIntentReading } from '../../libs/domain/provider/payment-intent-reading';
import type { ReadHoldStep } from '../../libs/domain/payment/steps';
import { newOrder, paidWith } from '../../test/examples/orders';
import { OrderDesk } from '../../test/setup/desks/order-desk';
import { openShopDatabase } from '../../test/setup/desks/shop-database';
import { decide } from '../../libs/domain/lifecycle/decide';
import { DEADLINE, shipping } from '../../test/examples/inputs';
import { killedAfter, WorkerKilled } from '../../test/setup/killed-worker';

const DAY = 24 * 3600;

const place = openShopDatabase();

async function event(shop: OrderDesk, eventId = 'evt_1'): Promise<Input> {
  const paymentIntentId = await shop.paymentIntentId();
  return {
    kind: 'provider_event',
    event: { eventId, type: 'payment_intent.canceled', about: 'hold', paymentIntentId, chargeId: null },
  };
}

const shipOne = shipping('A', '1:1');

/** As the workflow looks beside its main line. */
function look(shop: OrderDesk, step: ReadHoldStep): Promise<Looked<PaymentIntentReading>> {
  return shop
    .environment()
    .run<[], Looked<PaymentIntentReading>, () => Promise<Looked<PaymentIntentReading>>>(() =>
      shop.activities().lookAtHold(step),
    );
}

test.each([{ shipments: [] }, { shipments: [shipOne] }])('a live hold says nothing new', async ({ shipments }) => {
  const shop = await OrderDesk.authorized(place, {}, ...shipments);
  const before = await shop.timeline();

  expect(await shop.handle(await event(shop))).toEqual({ kind: 'nothing_new' });
  expect(await shop.timeline()).toEqual(before);
});

test.each([
  { after: 'nothing captured', shipments: [], lost: 4600, status: 'canceled', reason: 'hold_lost' },
  { after: 'one captured', shipments: [shipOne], lost: 2300, status: 'captured', reason: null },
])('it ran out, $after: lost, and a person is called', async ({ shipments, lost, status, reason }) => {
  const shop = await OrderDesk.authorized(place, {}, ...shipments);
  await shop.pass(8 * DAY);
  const fact = await shop.handle(await event(shop));

  expect(fact).toMatchObject({ kind: 'hold_ended', hold: { state: 'expired', released: 0, lost } });
  expect(await shop.record()).toMatchObject({ status, cancelReason: reason, attention: [{ code: 'hold_lost' }] });
  expect((await place.reader.readTimeline(shop.orderId)).find(({ kind }) => kind === 'hold_lost')).toMatchObject({
    actor: 'stripe',
    about: { eventId: 'evt_1' },
  });
  expect(await shop.discrepancies()).toEqual([]);
});

test('another hand canceled it: lost too, for its units were still to ship', async () => {
  const shop = await OrderDesk.authorized(place);
  await shop.gateway.release({
    orderId: shop.orderId,
    idempotencyKey: 'by hand',
    paymentIntentId: await shop.paymentIntentId(),
    how: 'cancel',
  });

  expect(await shop.handle(await event(shop))).toMatchObject({ hold: { state: 'released', lost: 4600 } });
  expect(await shop.record()).toMatchObject({ status: 'canceled', cancelReason: 'hold_lost' });
  expect(await shop.discrepancies()).toEqual([]);
});

test('a part captured by another hand is booked once and told to a person; the hold lives', async () => {
  const shop = await OrderDesk.authorized(place, {}, shipOne);
  await shop.captureByHand(700);
  const step = shop.stepFor(await event(shop));
  for (const fact of [await shop.attempt(step), await shop.attempt(step)]) {
    const shipment = { shipmentId: 'holdfast.external-1', amount: 700 };
    expect(shop.learn(step, fact)).toMatchObject({ kind: 'nothing_new', external: [{ final: false, shipment }] });
  }
  const { status, amounts, attention } = await shop.record();
  expect([status, amounts]).toMatchObject(['partially_captured', { captured: 3000, held: 1600, lost: 0 }]);
  const why =
    '7.00 USD was captured at Stripe, and not by Holdfast. It is booked as shipment holdfast.external-1, and the rest is still held';
  expect(attention).toMatchObject([{ code: 'amount_mismatch', message: why }]);
  expect(shop.payment.attention).toEqual(['amount_mismatch']);
  expect((await shop.timeline()).filter((kind) => kind === 'attention_opened')).toHaveLength(1);
  const told = await place.reader.readTimeline(shop.orderId);
  expect(told.filter(({ about }) => about['shipmentId'] === 'holdfast.external-1')).toMatchObject([
    { kind: 'shipment_captured', actor: 'stripe', about: { eventId: 'evt_1' } },
  ]);
  expect(await shop.discrepancies()).toEqual([]);
});

test('what is left after a capture by hand pays for a shipment that fits, and for no more', async () => {
  const shop = await OrderDesk.authorized(place);
  await shop.captureByHand(700);
  await shop.handle(await event(shop));
  expect(await shop.handle(shipOne)).toMatchObject({ kind: 'shipment_captured', mismatch: false });
  expect(decide(shop.payment, shipping('B', '2:1'))).toMatchObject({
    refusal: { code: 'amount_exceeds_hold', maximumAmount: 1600 },
  });
  await shop.handle(DEADLINE);
  expect((await shop.record()).amounts).toMatchObject({ captured: 3000, released: 1600, lost: 0 });
  expect(await shop.discrepancies()).toEqual([]);
});

test('two captures by hand are two shipments', async () => {
  const shop = await OrderDesk.authorized(place);
  for (const [amount, eventId] of [
    [700, 'evt_1'],
    [300, 'evt_2'],
  ] as const) {
    await shop.captureByHand(amount);
    await shop.handle(await event(shop, eventId));
  }
  expect((await shop.record()).shipments).toMatchObject([
    { shipmentId: 'holdfast.external-1', amount: 700 },
    { shipmentId: 'holdfast.external-2', amount: 300 },
  ]);
  expect(await shop.discrepancies()).toEqual([]);
});

test('a capture by hand after a shipment was covered pays for that shipment first', async () => {
  const shop = await OrderDesk.authorized(place, paidWith('pm_card_credit_disableEnterpriseCardFeatures'), shipOne);
  expect(shop.payment.covered).toHaveLength(1);
  await shop.submit(`/v1/payment_intents/${await shop.paymentIntentId()}/capture`, { amount_to_capture: '3000' });
  const fact = await shop.handle(await event(shop));
  expect(fact).toMatchObject({ kind: 'hold_ended', hold: { state: 'captured', released: 1600, lost: 0 } });
  expect((await shop.record()).shipments).toMatchObject([
    { shipmentId: 'A', amount: 2300, status: 'captured', final: true },
    { shipmentId: 'holdfast.external-1', amount: 700, status: 'captured' },
  ]);
  expect((await shop.record()).attention.map(({ code }) => code)).toEqual(['amount_mismatch']);
  expect(await shop.discrepancies()).toEqual([]);
});

test('a capture of ours without an outcome is never taken for one made by hand', async () => {
  const shop = await OrderDesk.authorized(place);
  const step = shop.stepFor(shipOne);
  await expect(shop.attempt(step, killedAfter(shop.gateway, 'capture'))).rejects.toThrow(WorkerKilled);
  expect(await shop.handle(await event(shop))).toEqual({ kind: 'amounts_differ' });
  shop.learn(step, await shop.attempt(step, shop.gateway, 2));
  expect((await shop.record()).amounts).toMatchObject({ captured: 2300, held: 2300 });
  expect((await shop.record()).shipments).toHaveLength(1);
});

test('a repeated attempt reports again what the first recorded', async () => {
  const shop = await OrderDesk.authorized(place);
  await shop.pass(8 * DAY);
  const step = shop.stepFor(await event(shop));
  const first = await shop.attempt(step);

  expect(await shop.attempt(step)).toEqual(first);
});

test('the buyer authenticated: the hold is placed, and a repeat reports it again', async () => {
  const payment = { ...newOrder().payment, paymentMethod: 'pm_card_authenticationRequired' };
  const shop = new OrderDesk(place, { payment });
  await shop.authorize();
  expect(await shop.handle(await event(shop, 'evt_early'))).toEqual({ kind: 'nothing_new' });

  await shop.authenticate();
  const step = shop.stepFor(await event(shop));
  const fact = await shop.attempt(step);
  expect(fact).toMatchObject({ kind: 'hold_placed', hold: { amount: 4600, plan: 'multicapture' } });
  expect(await shop.attempt(step)).toEqual(fact);
  shop.learn(step, fact);
  expect(await shop.timeline()).toEqual(['order_accepted', 'action_required', 'hold_placed']);
  expect(await shop.discrepancies()).toEqual([]);
});

test('free goods are still to come: a hold that our captures used up stays open', async () => {
  const [priced] = newOrder().lines;
  if (priced === undefined) throw new Error('no line');
  const free = { ...priced, lineId: 'gift', unitPrice: 0, taxAmount: 0 };
  const shop = new OrderDesk(place, { lines: [priced, free], discountAmount: 0 });
  await shop.authorize();
  await shop.handle(shipOne);
  expect(await shop.handle(await event(shop))).toEqual({ kind: 'nothing_new' });

  const gift = shipping('B', 'gift:1');
  expect(await shop.handle(gift)).toMatchObject({ kind: 'shipment_captured', ended: { state: 'captured' } });
  expect(await shop.discrepancies()).toEqual([]);
});

test('a hold that was captured in part by hand before the first look is held, and that is booked', async () => {
  const payment = { ...newOrder().payment, paymentMethod: 'pm_card_authenticationRequired' };
  const shop = new OrderDesk(place, { payment });
  await shop.authorize();
  await shop.authenticate();
  await shop.captureByHand(1000);
  expect(await shop.handle(await event(shop))).toMatchObject({ kind: 'hold_placed', hold: { amount: 4600 } });
  const { attention, amounts } = await shop.record();
  expect(attention).toMatchObject([{ code: 'amount_mismatch' }]);
  expect(amounts).toMatchObject({ held: 3600, captured: 1000 });
  expect(await shop.discrepancies()).toEqual([]);
});

test('a card given in the browser places the hold when the bank asks for nothing more', async () => {
  const shop = new OrderDesk(place, paidWith(null));
  await shop.authorize();
  const paymentIntentId = await shop.paymentIntentId();
  const card = { paymentMethod: 'pm_card_visa', features: null, returnUrl: null };
  await shop.gateway.confirm({ idempotencyKey: 'in the browser', paymentIntentId, ...card });

  expect(await shop.handle(await event(shop))).toMatchObject({ kind: 'hold_placed', hold: { amount: 4600 } });
  expect(await shop.discrepancies()).toEqual([]);
});

test('a look tells what Stripe says and records nothing; recording it asks nothing again', async () => {
  const shop = await OrderDesk.authorized(place, {}, shipOne);
  await shop.pass(8 * DAY);
  const step = shop.stepFor(await event(shop));
  if (step.kind !== 'read_hold') throw new Error(step.kind);
  const before = [await shop.record(), await shop.timeline()];
  const { reading } = await look(shop, step);

  expect(reading).toMatchObject({ ended: 'expired' });
  expect([await shop.record(), await shop.timeline()]).toEqual(before);
  await shop.control('faults', {
    match: { method: 'GET', path: '/v1/payment_intents/*', times: 99 },
    effect: { kind: 'error', status: 500, stored: false },
  });
  const fact = shop.learn(step, await shop.attempt({ ...step, reading }));
  expect(fact).toMatchObject({ kind: 'hold_ended', hold: { state: 'expired', lost: 2300 } });
  expect(await shop.record()).toMatchObject({ attention: [{ code: 'hold_lost' }] });
});

test('a look fails where what it saw could not be recorded', async () => {
  const shop = await OrderDesk.authorized(place);
  await shop.pass(8 * DAY);
  const step = shop.stepFor(await event(shop));
  if (step.kind !== 'read_hold') throw new Error(step.kind);
  const unknown = { ...step, authorizationGeneration: 7 };
  await expect(look(shop, unknown)).rejects.toThrow();
});

test('what an attempt recorded before it died is told by the next one, also while Stripe is away', async () => {
  const shop = await OrderDesk.authorized(place);
  await shop.pass(8 * DAY);
  const step = shop.stepFor(await event(shop));
  const first = await shop.attempt(step);
  await shop.control('faults', {
    match: { method: 'GET', path: '/v1/payment_intents/*', times: 99 },
    effect: { kind: 'error', status: 500, stored: false },
  });
  expect(shop.learn(step, await shop.attempt(step, shop.gateway, 2))).toEqual(first);
  expect((await shop.timeline()).filter((kind) => kind === 'hold_lost')).toHaveLength(1);
});
