import { openApiShop, stripeEvent } from '../../../../test/setup/shop/api-shop';
import type { ApiOrder } from '../../../../test/setup/shop/api-order';

const shop = openApiShop();

/** The charge and the payment of an order's hold, as Stripe calls them. */
async function paymentOf(order: ApiOrder): Promise<{ charge: string; payment_intent: string }> {
  const { authorization } = await order.record();
  return { charge: authorization?.chargeId ?? '', payment_intent: authorization?.paymentIntentId ?? '' };
}

async function review(order: ApiOrder, id: string, open: boolean): Promise<object> {
  const ended = open ? null : 'approved';
  const object = { id, object: 'review', ...(await paymentOf(order)), open, reason: 'rule', closed_reason: ended };
  return stripeEvent(open ? 'review.opened' : 'review.closed', object);
}

async function warning(order: ApiOrder, id: string, actionable: boolean): Promise<object> {
  const { charge, payment_intent } = await paymentOf(order);
  const object = { id, object: 'radar.early_fraud_warning', charge, payment_intent, actionable, fraud_type: 'misc' };
  return stripeEvent(`radar.early_fraud_warning.${actionable ? 'created' : 'updated'}`, object);
}

function codesOf({ attention }: { readonly attention: readonly { readonly code: string }[] }): string[] {
  return attention.map(({ code }) => code);
}

test('a review keeps units in the warehouse until it is closed, and no capture waits for it', async () => {
  const order = await shop.placeOrder();
  await shop.deliver(await review(order, `prv_${order.orderId}`, true));
  await order.until(({ attention }) => attention.length > 0);
  expect(await order.shipCheck('1:1')).toMatchObject({ mayShip: false, reason: 'under_review' });
  const { doubts, attention } = await order.read();
  expect([doubts, codesOf({ attention })]).toMatchObject([
    [{ kind: 'under_review', reason: 'rule' }],
    ['under_review'],
  ]);
  expect((await order.ship('A', '1:1')).status).toBe(201);

  await shop.deliver(await review(order, `prv_${order.orderId}`, false));
  await order.until((record) => record.attention.length === 0);
  expect(await order.shipCheck('2:1')).toMatchObject({ mayShip: true, reason: 'ok' });
  // The news that it was opened comes once more, late.
  await shop.deliver(await review(order, `prv_${order.orderId}`, true));
  expect(await order.shipCheck('2:1')).toMatchObject({ mayShip: true });
  await order.ship('B', '2:1');
  await order.complete();
});

test('an early fraud warning counts after the order is over, and an order can ship despite it', async () => {
  const cautious = await shop.placeOrder();
  const bold = await shop.placeOrder('pm_card_visa', { policy: { shipDespite: ['fraud_warning'] } });
  for (const order of [cautious, bold]) {
    await shop.deliver(await warning(order, `issfr_${order.orderId}`, true));
    await order.until(({ attention }) => attention.length > 0);
  }
  expect(await cautious.shipCheck('1:1')).toMatchObject({ reason: 'fraud_warning' });
  expect(await bold.shipCheck('1:1')).toMatchObject({ reason: 'ok' });
  await bold.ship('A', '1:1,2:1');
  await bold.complete();
  await shop.deliver(await warning(bold, `issfr_${bold.orderId}`, false));
  await bold.until(({ attention }) => attention.length === 0);
  expect((await bold.read()).doubts).toEqual([]);
});

test('a suspicion of what is no order of ours is nobody’s', async () => {
  const object = { id: 'prv_x', object: 'review', charge: 'ch_x', payment_intent: 'pi_x', open: true, reason: 'rule' };
  expect((await shop.deliver(stripeEvent('review.opened', object))).status).toBe(200);
});
