import { openApiShop } from '../../../../test/setup/shop/api-shop';

const shop = openApiShop();

const GIFTS = {
  lines: [
    { lineId: '1', name: 'Sample', quantity: 1, unitPrice: 2000, discountAmount: 2000 },
    { lineId: '2', name: 'Sticker', quantity: 2, unitPrice: 0 },
  ],
  shipping: { amount: 0 },
  discountAmount: 0,
};

test('an order that costs nothing ships and completes, and Stripe is never asked', async () => {
  const order = await shop.placeOrder({}, GIFTS);
  const { status, amounts, payment } = order.placed;
  expect([status, amounts, payment]).toMatchObject([
    'no_payment_required',
    { total: 0, held: 0 },
    { paymentIntentId: null },
  ]);
  expect(payment).not.toHaveProperty('setupIntentId');
  expect(await order.shipCheck()).toMatchObject({ mayShip: true, reason: 'ok' });
  expect((await order.ship('A', '1:1')).json()).toMatchObject({ status: 'settled', amount: 0 });
  const dearer = { amountAdjustment: { amount: 100, reason: 'express' } };
  expect((await order.ship('B', '2:2', dearer)).problem().errors).toMatchObject([{ path: 'amountAdjustment.amount' }]);
  const more = { changeId: 'more', lines: [{ lineId: '3', name: 'Cup', quantity: 1, unitPrice: 500 }] };
  expect((await shop.api.post(`${order.path}/lines`, more)).problem().code).toBe('amount_exceeds_hold');
  await order.ship('B', '2:2');
  await order.workflow.result();
  expect((await order.read()).status).toBe('completed');
  expect(await shop.stripe.paymentIntents()).toEqual([]);
});

test('an order that costs nothing can be canceled, and is no order that is paid at once', async () => {
  const order = await shop.placeOrder({}, GIFTS);
  expect((await order.cancel('C')).json()).toMatchObject({ worth: 0, order: { status: 'canceled' } });
  const atOnce = await shop.askForOrder({}, { ...GIFTS, policy: { fulfilment: 'immediate' } });
  expect(atOnce.answer.problem().errors).toMatchObject([{ path: 'policy.fulfilment' }]);
});
