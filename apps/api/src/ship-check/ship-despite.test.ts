import { openApiShop, stripeEvent } from '../../../../test/setup/shop/api-shop';
import type { ApiOrder } from '../../../../test/setup/shop/api-order';

const shop = openApiShop({ api: { shipDespite: ['under_review'] } });

async function reviewed(order: ApiOrder): Promise<ApiOrder> {
  const { authorization } = await order.record();
  const ids = {
    id: `prv_${order.orderId}`,
    charge: authorization?.chargeId,
    payment_intent: authorization?.paymentIntentId,
  };
  await shop.deliver(stripeEvent('review.opened', { ...ids, object: 'review', open: true, reason: 'rule' }));
  await order.untilAttention('under_review');
  return order;
}

test('a deployment can ship despite reviews, and an order can say otherwise', async () => {
  const usual = await reviewed(await shop.placeOrder());
  expect(await usual.shipCheck()).toMatchObject({ mayShip: true, reason: 'ok' });
  const cautious = await reviewed(await shop.placeOrder('pm_card_visa', { policy: { shipDespite: [] } }));
  expect(await cautious.shipCheck()).toMatchObject({ mayShip: false, reason: 'under_review' });
  expect((await cautious.read()).policy).toMatchObject({ shipDespite: [] });
});
