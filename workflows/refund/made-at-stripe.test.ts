import { openWorkflowShop } from '../../test/setup/shop/workflow-shop';

const shop = openWorkflowShop();

test('a refund that somebody made at Stripe, of an order that is closed, is booked by its news', async () => {
  const order = await shop.placeOrder();
  await order.shipAll();
  const refundId = await shop.stripe.refundByHand(await order.paymentIntentId(), 700);
  await order.tellOfRefund(refundId, 'refund.created');
  expect(await order.refundWorkflow(refundId).result()).toMatchObject({
    kind: 'refund_recorded',
    status: 'succeeded',
    amount: 700,
  });
  expect(await order.read()).toMatchObject({ status: 'completed', amounts: { refunded: 700 } });
  await order.expectSoundBooks();
  await order.recordRefundHistory('made-at-stripe', refundId);
});
