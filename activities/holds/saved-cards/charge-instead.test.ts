import { newOrder, withPolicy } from '../../../test/examples/orders';
import { canceling, confirming, DEADLINE, shipping } from '../../../test/examples/inputs';
import { OrderDesk } from '../../../test/setup/desks/order-desk';
import { openShopDatabase } from '../../../test/setup/desks/shop-database';
import { killedAfter, killedBefore, WorkerKilled } from '../../../test/setup/killed-worker';

const ONE_CAPTURE = 'pm_card_credit_disableEnterpriseCardFeatures';
const CANCEL = '/v1/payment_intents/*/cancel';

const place = openShopDatabase();

function begun(paymentMethod: string | null = ONE_CAPTURE, saveForLater = true): OrderDesk {
  const payment = { ...newOrder().payment, paymentMethod, saveForLater };
  return new OrderDesk(place, { payment, ...withPolicy({ withoutMulticapture: 'charge_on_ship' }) });
}

async function held(): Promise<OrderDesk> {
  const desk = begun();
  await desk.authorize();
  return desk;
}

test('a hold that can be captured once gives way to its card, which pays each shipment', async () => {
  const desk = await held();
  expect(await desk.handle(DEADLINE)).toMatchObject({
    kind: 'hold_ended',
    hold: { state: 'released', released: 4600 },
  });
  expect(desk.payment).toMatchObject({ hold: { state: 'saved' }, order: { policy: { fulfilment: 'charge_on_ship' } } });
  expect(await desk.record()).toMatchObject({
    status: 'card_saved',
    amounts: { total: 4600, held: 0, captured: 0, released: 0, lost: 0 },
    authorization: { state: 'saved', plan: 'charge_on_ship', setupIntentId: null, releaseAt: null },
    given: { policy: { fulfilment: 'charge_on_ship', withoutMulticapture: 'charge_on_ship' } },
  });
  expect(await desk.timeline()).toEqual(['order_accepted', 'hold_placed', 'hold_released', 'card_saved']);
  expect(await desk.discrepancies()).toEqual([]);

  await desk.handle(shipping('A', '1:1'));
  expect(await desk.record()).toMatchObject({ status: 'partially_captured', amounts: { captured: 2300, released: 0 } });
  expect(await desk.discrepancies()).toEqual([]);
  await desk.handle(canceling('C1'));
  expect(await desk.record()).toMatchObject({ status: 'captured', amounts: { captured: 2300, released: 2300 } });
  expect(await desk.discrepancies()).toEqual([]);
  const intents = await desk.paymentIntents();
  expect(intents.map(({ status }) => status).sort()).toEqual(['canceled', 'succeeded']);
});

test('an order of which nothing is charged is canceled as a whole', async () => {
  const desk = await held();
  await desk.handle(DEADLINE);
  await desk.handle(canceling('C1'));
  expect(await desk.record()).toMatchObject({ status: 'canceled', amounts: { captured: 0, released: 4600 } });
  expect(await desk.discrepancies()).toEqual([]);
});

test.each([
  { when: 'before the call left', killed: killedBefore },
  { when: 'after it was done', killed: killedAfter },
])('a worker killed $when: the next attempt goes on with the card', async ({ killed }) => {
  const desk = await held();
  const step = desk.stepFor(DEADLINE);
  await expect(desk.attempt(step, killed(desk.gateway, 'release'))).rejects.toThrow(WorkerKilled);
  const fact = desk.learn(step, await desk.attempt(step));
  expect(await desk.attempt(step)).toEqual(fact);
  expect(desk.payment.hold.state).toBe('saved');
  expect(await desk.requests(CANCEL)).toBe(1);
  await desk.handle(shipping('A', '1:1,2:1'));
  expect(await desk.record()).toMatchObject({ status: 'captured', amounts: { captured: 4600, released: 0 } });
  expect(await desk.discrepancies()).toEqual([]);
});

test('somebody captured of the hold first: the order ends, and a person is called', async () => {
  const desk = await held();
  const path = `/v1/payment_intents/${await desk.paymentIntentId()}/capture`;
  await desk.submit(path, { amount_to_capture: '300' });
  await desk.handle(DEADLINE);
  expect(await desk.record()).toMatchObject({
    status: 'captured',
    amounts: { captured: 300, held: 0, released: 4300 },
    attention: [{ code: 'amount_mismatch' }],
  });
  expect(await desk.discrepancies()).toEqual([]);
});

test('the same card of the buyer’s once more changes nothing, and another one is saved', async () => {
  const desk = begun(null);
  await desk.authorize();
  await desk.handle(confirming(ONE_CAPTURE));
  await desk.handle(DEADLINE);
  expect(() => desk.stepFor(confirming(ONE_CAPTURE))).toThrow('repeat');
  expect(await desk.discrepancies()).toEqual([]);
  expect((await desk.handle(confirming('pm_card_visa'))).kind).toBe('card_saved');
  await desk.handle(shipping('A', '1:1,2:1'));
  expect(await desk.record()).toMatchObject({ status: 'captured', amounts: { captured: 4600 } });
  expect(await desk.discrepancies()).toEqual([]);
});

test.each([
  { card: 'that allows several captures', paymentMethod: 'pm_card_visa', saveForLater: true, plan: 'multicapture' },
  { card: 'that could not be kept', paymentMethod: ONE_CAPTURE, saveForLater: false, plan: 'capture_once' },
])('a card $card keeps its hold', async ({ paymentMethod, saveForLater, plan }) => {
  const payment = { ...newOrder().payment, paymentMethod, saveForLater };
  const desk = new OrderDesk(place, { payment });
  const policy = { ...desk.order.policy, withoutMulticapture: 'charge_on_ship' } as const;
  desk.payment = { ...desk.payment, order: { ...desk.order, policy } };
  expect(await desk.authorize()).toMatchObject({ kind: 'hold_placed', hold: { plan } });
  expect((await desk.handle(shipping('A', '1:1'))).kind).toBe(
    plan === 'multicapture' ? 'shipment_captured' : 'shipment_covered',
  );
});
