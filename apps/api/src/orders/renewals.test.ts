import { seconds } from '../../../../test/setup/pace';
import type { ApiOrder } from '../../../../test/setup/shop/api-order';
import { openApiShop, orderBody } from '../../../../test/setup/shop/api-shop';
import type { HttpAnswer } from '../testing/api-driver';
import { EXAMPLE_ORDER } from '../testing/example-order';

const shop = openApiShop();
const SINGLE_CAPTURE = 'pm_card_credit_disableEnterpriseCardFeatures';
const CREATE = { method: 'POST', path: '/v1/payment_intents', nth: 1, times: 1 };
const DECLINE = { kind: 'error', status: 402, type: 'card_error', code: 'card_declined', message: 'Declined.' };
const REAUTHORIZE = { ...EXAMPLE_ORDER.policy, onDeadline: 'reauthorize' };

/** How the buyer of these orders pays: the card is kept. */
function keptCard(): object {
  return { paymentMethod: 'pm_card_visa', customer: shop.customer, saveForLater: true };
}

/** An order whose first hold lives for seconds only. */
async function soonDue(policy: object): Promise<ApiOrder> {
  await shop.stripe.account({ capture_window_seconds: seconds(6) });
  const order = await shop.placeOrder(keptCard(), { policy: { ...REAUTHORIZE, marginSeconds: seconds(3), ...policy } });
  await shop.stripe.account({ capture_window_seconds: 604_800 });
  return order;
}

test('an order whose card is not kept cannot be renewed: it is refused, and the field named', async () => {
  const { answer } = await shop.askForOrder({ ...keptCard(), saveForLater: false }, { policy: REAUTHORIZE });
  expect(answer.status).toBe(400);
  expect(answer.problem()).toMatchObject({ code: 'invalid_request', errors: [{ path: 'payment.saveForLater' }] });
});

test('a card that is kept for nobody gets a customer, and is asked for the next hold', async () => {
  await shop.stripe.account({ capture_window_seconds: 6 });
  const payment = { paymentMethod: 'pm_card_visa', saveForLater: true };
  const order = await shop.placeOrder(payment, { policy: { ...REAUTHORIZE, marginSeconds: 3 } });
  await shop.stripe.account({ capture_window_seconds: 604_800 });
  expect(order.placed.payment.customer).toMatch(/^cus_/);
  await order.ship('A', '1:1');
  await order.until(({ payment: { holds } }) => holds?.map(({ state }) => state).join() === 'replaced,held');
  expect((await order.ship('B', '2:1')).status).toBe(201);
  await order.expectConsistentRecords();
});

test('saying the default aloud is the same order', async () => {
  const { orderId } = await shop.placeOrder(keptCard(), { policy: REAUTHORIZE });
  const repeated = (reauthorization: string): Promise<HttpAnswer> =>
    shop.api.post('/v1/orders', orderBody(keptCard(), { orderId, policy: { ...REAUTHORIZE, reauthorization } }));
  const again = await repeated('before_release');
  expect([again.status, again.headers['idempotent-replayed']]).toEqual([200, 'true']);
  expect((await repeated('after_release')).problem().code).toBe('order_conflict');
});

test('the shop sees the new hold, what became of the old one, and until when it may ship', async () => {
  const order = await soonDue({});
  await order.ship('A', '1:1');
  const renewed = await order.until(
    ({ payment }) => payment.holds?.map(({ state }) => state).join() === 'replaced,held',
  );
  expect(renewed.amounts).toMatchObject({ total: 4600, captured: 2300, held: 2300, released: 0, lost: 0 });
  expect(renewed.payment.holds).toMatchObject([
    { generation: 1, amount: 4600, captured: 2300, released: 2300, renews: null },
    { generation: 2, amount: 2300, held: 2300, renews: 1 },
  ]);
  expect(await order.shipCheck()).toEqual({ mayShip: true, reason: 'ok', heldUntil: renewed.payment.releaseAt });
  expect((await order.ship('B', '2:1')).status).toBe(201);
  await order.expectConsistentRecords();
});

test('nothing ships after a release and a declined renewal until the buyer gives another card', async () => {
  const order = await soonDue({ reauthorization: 'after_release' });
  await shop.stripe.fault(CREATE, DECLINE);
  const waiting = await order.untilStatus('requires_payment_method');
  expect(waiting.attention.map(({ code }) => code)).toEqual(['reauthorization_failed']);
  expect(waiting.amounts).toMatchObject({ held: 0, released: 4600 });
  expect(await order.shipCheck()).toMatchObject({ mayShip: false, reason: 'order_not_authorized' });
  expect((await order.ship('A', '1:1')).problem().code).toBe('order_not_capturable');
  const confirmed = await order.confirm();
  expect(confirmed.status).toBe(200);
  expect(await order.read()).toMatchObject({ status: 'authorized', amounts: { held: 4600, released: 0 } });
  expect((await order.ship('A', '1:1')).status).toBe(201);
  await order.expectConsistentRecords();
});

test('a card that allows one capture ships in shipments all the same, because it is kept', async () => {
  const order = await shop.placeOrder({ ...keptCard(), paymentMethod: SINGLE_CAPTURE });
  expect(order.placed.payment.plan).toBe('capture_then_reauthorize');
  expect(await order.shipCheck('1:1')).toMatchObject({ mayShip: true, reason: 'ok' });
  expect((await order.ship('A', '1:1')).status).toBe(201);
  expect((await order.ship('B', '2:1')).status).toBe(201);
  const { amounts, payment: after } = await order.read();
  expect(amounts).toMatchObject({ captured: 4600, held: 0, released: 0, lost: 0 });
  expect(after.holds?.map(({ captured, renews }) => [captured, renews])).toEqual([
    [2300, null],
    [2300, 1],
  ]);
  await order.expectConsistentRecords();
});
