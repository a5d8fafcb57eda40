import { openApiShop } from '../../../../test/setup/shop/api-shop';

const shop = openApiShop();

test('a refund made in Stripe’s Dashboard is seen, and its money cannot go back again', async () => {
  const order = await shop.placeOrder();
  await order.ship('A', '1:1');
  const refundId = await shop.stripe.refundByHand(await order.paymentIntentId(), 800);
  const [event] = await shop.stripe.events('refund.created');
  for (const answer of [await shop.deliver(event), await shop.deliver(event)]) expect(answer.status).toBe(200);

  const { amounts, attention } = await order.until((view) => view.amounts.refunded > 0);
  expect([amounts.refunded, attention]).toEqual([800, []]);
  expect((await order.readRefund(refundId)).json()).toMatchObject({
    ...{ refundId, status: 'succeeded', amount: 800, reason: 'made at Stripe', lines: [] },
    stripeRefundId: refundId,
  });
  const tooMuch = await order.refund('R1', { amount: 1501 });
  expect([tooMuch.status, tooMuch.problem()]).toMatchObject([400, { maximumAmount: 1500 }]);
  const taken = await order.refund(refundId, { amount: 1 });
  expect([taken.status, taken.problem().code]).toEqual([409, 'refund_conflict']);
  await order.expectSoundBooks();
});
