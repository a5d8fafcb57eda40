import { openApiShop } from '../../../../test/setup/shop/api-shop';
import type { ApiOrder } from '../../../../test/setup/shop/api-order';
import { seconds } from '../../../../test/setup/pace';
import type { HttpAnswer } from '../testing/api-driver';
import { orderSchema } from '../orders/order.schema';

const shop = openApiShop();

function change(order: ApiOrder, body: object): Promise<HttpAnswer> {
  return shop.api.post(`${order.path}/deadline`, body);
}

function secondsLeft({ releaseAt, captureBefore }: { releaseAt: string | null; captureBefore: string | null }): number {
  return (Date.parse(captureBefore ?? '') - Date.parse(releaseAt ?? '')) / 1000;
}

test('an open order gets another policy and another time, and the same once more changes nothing', async () => {
  const order = await shop.placeOrder();
  const answer = await change(order, { onDeadline: 'capture_remaining', marginSeconds: 3600 });
  const { policy, payment } = orderSchema.parse(answer.json());
  expect([answer.status, policy]).toMatchObject([200, { onDeadline: 'capture_remaining', marginSeconds: 3600 }]);
  expect([payment.onDeadline, secondsLeft(payment)]).toEqual(['capture_remaining', 3600]);
  const again = await change(order, { marginSeconds: 3600 });
  expect([again.status, again.headers['idempotent-replayed']]).toEqual([200, 'true']);
  expect(JSON.stringify(await order.timeline())).toContain('deadline_changed');
  await order.ship('A', '1:1,2:1');
  await order.complete();
  expect((await change(order, { marginSeconds: 60 })).problem().code).toBe('order_closed');
});

test('what is changed is what happens at the deadline', async () => {
  await shop.stripe.account({ capture_window_seconds: seconds(12) });
  const order = await shop.placeOrder('pm_card_visa', { policy: { marginSeconds: 1 } });
  await change(order, { onDeadline: 'capture_remaining', marginSeconds: seconds(11) });
  await order.untilStatus('captured');
  await order.complete();
  expect((await order.read()).amounts).toMatchObject({ captured: 4600, released: 0 });
});

test('what cannot be done at the deadline is refused by name', async () => {
  const order = await shop.placeOrder();
  const refused = async (body: object): Promise<unknown> => (await change(order, body)).problem().errors;
  expect(await refused({ onDeadline: 'reauthorize' })).toMatchObject([{ path: 'onDeadline' }]);
  expect(await refused({})).toMatchObject([{ path: 'onDeadline' }]);
  expect(await refused({ marginSeconds: 0 })).toMatchObject([{ path: 'marginSeconds' }]);
  expect((await shop.api.post('/v1/orders/none/deadline', { marginSeconds: 60 })).problem().code).toBe(
    'order_not_found',
  );
});

test('a card that allows one capture is released where the shop refuses it', async () => {
  const policy = { withoutMulticapture: 'refuse' };
  const refused = await shop.placeOrder('pm_card_credit_disableEnterpriseCardFeatures', { policy });
  expect(refused.placed).toMatchObject({
    ...{ status: 'canceled', cancelReason: 'multicapture_unavailable' },
    amounts: { held: 0, released: 4600 },
  });
  const taken = await shop.placeOrder('pm_card_visa', { policy });
  expect(taken.placed.status).toBe('authorized');
  await taken.ship('A', '1:1,2:1');
  await taken.complete();
});

test('a card that allows one capture is charged for each shipment where the shop says so', async () => {
  const paymentMethod = 'pm_card_credit_disableEnterpriseCardFeatures';
  const policy = { withoutMulticapture: 'charge_on_ship' };
  const order = await shop.placeOrder({ paymentMethod, saveForLater: true }, { policy });
  expect(order.placed).toMatchObject({
    ...{ status: 'card_saved', policy: { fulfilment: 'charge_on_ship' }, payment: { plan: 'charge_on_ship' } },
    amounts: { held: 0, captured: 0, released: 0 },
  });
  expect(await order.shipCheck()).toEqual({ mayShip: true, reason: 'ok', heldUntil: null });
  expect((await order.ship('A', '1:1')).json()).toMatchObject({ amount: 2300, final: false });
  expect((await order.ship('B', '2:1')).json()).toMatchObject({ amount: 2300, final: true });
  // Each charge settles by itself.
  await order.settle();
  await order.complete();
  expect((await order.read()).amounts).toMatchObject({ captured: 4600, released: 0 });
  const { errors } = (await shop.askForOrder({ paymentMethod }, { policy })).answer.problem();
  expect(errors).toMatchObject([{ path: 'payment.saveForLater' }]);
});

test('a saved card is captured once where the shop says so, and otherwise re-authorized', async () => {
  const paymentMethod = 'pm_card_credit_disableEnterpriseCardFeatures';
  const payment = { paymentMethod, saveForLater: true };
  const plans = await Promise.all(
    ['auto', 'capture_once', 'capture_then_reauthorize'].map(async (withoutMulticapture) => {
      const order = await shop.placeOrder(payment, { policy: { withoutMulticapture } });
      await order.ship('A', '1:1,2:1');
      await order.complete();
      return order.placed.payment.plan;
    }),
  );
  expect(plans).toEqual(['capture_then_reauthorize', 'capture_once', 'capture_then_reauthorize']);
  const policy = { withoutMulticapture: 'capture_then_reauthorize' };
  const { errors } = (await shop.askForOrder({ paymentMethod }, { policy })).answer.problem();
  expect(errors).toMatchObject([{ path: 'payment.saveForLater' }]);
});
