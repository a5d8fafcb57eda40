import { refusalOf } from '../../test/setup/shop/workflow-order';
import { openWorkflowShop } from '../../test/setup/shop/workflow-shop';
import { EVERYTHING } from '../../test/setup/shop/units';
import { paidWith } from '../../test/examples/orders';

const shop = openWorkflowShop();
const DECLINED = 'pm_card_visa_chargeDeclinedInsufficientFunds';
const SECURE = 'pm_card_threeDSecure2Required';
const CONFIRMS = '/v1/payment_intents/*/confirm';

test('a buyer may be declined twice, fail a challenge, and pay at last', async () => {
  const order = await shop.placeOrder(paidWith(DECLINED));
  expect(await order.confirm(DECLINED)).toEqual({
    kind: 'refused',
    refusal: {
      code: 'payment_declined',
      message: 'Your card has insufficient funds.',
      declineCode: 'insufficient_funds',
    },
  });
  expect(await order.details()).toContain('| last error | insufficient_funds |');
  expect(await order.details()).toContain('| confirmed | 1 of 20 times |');
  expect(await order.details()).toContain('the buyer must give a card by ');

  expect(await order.confirm(SECURE)).toMatchObject({ kind: 'accepted', status: 'requires_action' });
  expect(await order.details()).toContain('the buyer must authenticate by ');
  await order.authenticate('fail');
  await order.tell('hold', 'payment_intent.payment_failed');
  await order.untilStatus('requires_payment_method');

  expect(await order.confirm()).toMatchObject({ kind: 'accepted', status: 'authorized', replayed: false });
  expect(await order.confirm()).toMatchObject({ kind: 'accepted', status: 'authorized', replayed: true });
  await order.ship('A', EVERYTHING);
  expect(await refusalOf(order.confirm())).toBe('order_closed');
  expect(await order.complete()).toMatchObject({ status: 'completed', captured: 4600 });
  await order.recordHistory('confirmed-after-declines');
});

test('another card begins anew where Stripe refused even to begin', async () => {
  const order = await shop.placeOrder(paidWith('pm_nobody_knows'));
  expect(order.result).toMatchObject({ status: 'requires_payment_method', clientSecret: null });
  expect(await order.confirm('pm_nobody_knows')).toMatchObject({
    kind: 'refused',
    refusal: { code: 'payment_declined' },
  });
  expect(await order.confirm()).toMatchObject({ kind: 'accepted', status: 'authorized' });
  expect((await order.read()).authorization).toMatchObject({ generation: 3, state: 'held' });
  await order.workflow.terminate();
});

test('the same card ten times at once is charged once', async () => {
  const order = await shop.placeOrder(paidWith(null));
  const results = await Promise.all(Array.from({ length: 10 }, () => order.confirm()));
  const replayed = results.map((result) => result.kind === 'accepted' && result.replayed);
  expect(replayed.filter((each) => !each)).toHaveLength(1);
  const intent = await order.paymentIntentId();
  expect(await shop.stripe.requests(CONFIRMS.replace('*', intent))).toHaveLength(1);
  await order.workflow.terminate();
});

test('a stored failure is read, proven to have changed nothing, and asked again under a new key', async () => {
  const order = await shop.placeOrder(paidWith(DECLINED));
  const failure = { kind: 'error', status: 500, type: 'api_error', message: 'An unknown error occurred', stored: true };
  await shop.stripe.fault({ method: 'POST', path: CONFIRMS, nth: 1, times: 1 }, failure);
  expect(await order.confirm()).toMatchObject({ kind: 'accepted', status: 'authorized' });
  const intent = await order.paymentIntentId();
  const keys = (await shop.stripe.requests(CONFIRMS.replace('*', intent))).map((each) => each.idempotency_key);
  expect([...new Set(keys)]).toEqual(
    [1, 2].map((attempt) => `test/order/${order.orderId}/confirm/1/${attempt.toString()}`),
  );
  await order.workflow.terminate();
});

test('a stored failure of the first request is answered with the hold of the next key', async () => {
  const failure = { kind: 'error', status: 500, type: 'api_error', message: 'An unknown error occurred', stored: true };
  await shop.stripe.fault({ method: 'POST', path: '/v1/payment_intents', nth: 1, times: 1 }, failure);
  const order = await shop.placeOrder(paidWith('pm_card_visa'));
  expect(order.result.status).toBe('authorized');
  expect(await order.timelineKinds()).toEqual(['order_accepted', 'hold_placed']);
  expect((await order.read()).authorization).toMatchObject({ generation: 2, state: 'held' });
  await order.cancel('c');
  expect(await order.workflow.result()).toMatchObject({ status: 'canceled', released: 4600 });
  await order.recordHistory('authorize-key-spent');
});

test('a buyer who never authenticates has a day, then the order is given up', async () => {
  const secondsLeft = 5;
  const acceptedAt = new Date(Date.now() - (24 * 3600 - secondsLeft) * 1000).toISOString();
  const order = await shop.placeOrder(paidWith(SECURE), acceptedAt);
  expect(order.result.status).toBe('requires_action');
  expect(await order.workflow.result()).toMatchObject({ status: 'canceled', cancelReason: 'authentication_timeout' });
  await order.recordHistory('authentication-abandoned');
  const { authorization, cancelReason } = await order.read();
  expect(cancelReason).toBe('authentication_timeout');
  const intents = await shop.stripe.paymentIntents();
  expect(intents.find(({ id }) => id === authorization?.paymentIntentId)?.status).toBe('canceled');
});

test('a buyer who authenticated in time has a hold at the end of that time, without any event', async () => {
  const secondsLeft = 5;
  const acceptedAt = new Date(Date.now() - (24 * 3600 - secondsLeft) * 1000).toISOString();
  const order = await shop.placeOrder(paidWith(SECURE), acceptedAt);
  await order.authenticate();
  await order.untilStatus('authorized');
  expect(await order.read()).toMatchObject({ attention: [], amounts: { held: 4600 } });
  expect(await order.ship('A', EVERYTHING)).toMatchObject({ amount: 4600 });
  expect(await order.complete()).toMatchObject({ status: 'completed', captured: 4600 });
  await order.recordHistory('authenticated-unheard');
});
