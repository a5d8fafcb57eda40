import { openApiShop } from '../../../../test/setup/shop/api-shop';

const shop = openApiShop({ atWooshPay: true, webhooks: true, api: { providers: ['stripe', 'wooshpay'] } });

const through = (payment: object = { paymentMethod: 'pm_card_visa' }): object => ({ ...payment, provider: 'wooshpay' });

const HOUR_MS = 60 * 60 * 1000;

test('an order through WooshPay is held, covers its shipments and is captured once', async () => {
  const order = await shop.placeOrder(through());
  const { amounts, payment, policy } = order.placed;
  expect(payment).toMatchObject({ provider: 'wooshpay', plan: 'capture_once', captureBeforeIsEstimate: true });
  expect(policy.marginSeconds).toBe(24 * 60 * 60);
  expect(Date.parse(payment.captureBefore ?? '') - Date.parse(payment.releaseAt ?? '')).toBe(24 * HOUR_MS);
  expect(amounts).toMatchObject({ held: amounts.total, captured: 0 });
  expect(amounts).not.toHaveProperty('feesUnknown');

  expect((await order.ship('A', '1:1')).json()).toMatchObject({ status: 'covered' });
  expect(await shop.wooshPay.requestsTo('/v1/payment_intents/*/capture')).toBe(0);
  expect((await order.ship('B', '1:1')).json()).toMatchObject({ status: 'covered' });
  await order.cancel('c1');

  const completed = await order.untilStatus('completed');
  expect(await shop.wooshPay.requestsTo('/v1/payment_intents/*/capture')).toBe(1);
  expect(completed.shipments.map(({ status }) => status)).toEqual(['settled', 'settled']);
  const { captured, released, settled, total, feesUnknown, fees } = completed.amounts;
  expect({ settled, feesUnknown, fees }).toEqual({ settled: captured, feesUnknown: true, fees: [] });
  expect([captured + released, released > 0]).toEqual([total, true]);
  const { balances } = await order.ledger();
  expect(balances.find(({ account }) => account === 'wooshpay_balance')?.balance.amount).toBe(captured);
});

test('both providers are paid through in one deployment, each with its own tasks', async () => {
  const one = await shop.placeOrder(through());
  const other = await shop.placeOrder();
  expect([one.placed.payment.provider, other.placed.payment.provider]).toEqual(['wooshpay', 'stripe']);
  const queues = await Promise.all([one, other].map(async ({ workflow }) => (await workflow.describe()).taskQueue));
  expect(new Set(queues).size).toBe(2);
  await Promise.all([one.cancel('all'), other.cancel('all')]);
  await Promise.all([one.untilStatus('canceled'), other.untilStatus('canceled')]);
});

test('what WooshPay cannot do is refused before anything is stored', async () => {
  const connect = { destination: 'acct_1' };
  const { answer } = await shop.askForOrder(through({ paymentMethod: 'pm_card_visa', connect }));
  expect(answer.problem()).toMatchObject({ code: 'invalid_request', errors: [{ path: 'payment.connect' }] });
});
