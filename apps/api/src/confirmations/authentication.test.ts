import type { ApiOrder } from '../../../../test/setup/shop/api-order';
import { openApiShop } from '../../../../test/setup/shop/api-shop';
import { orderSchema } from '../orders/order.schema';

/** 3-D Secure and buyers who pay in the browser, from end to end: what happens at Stripe comes back by webhook alone. */
const shop = openApiShop({ webhooks: true });
const SECURE = 'pm_card_threeDSecure2Required';

/** The buyer opens the page to which the order sends them, and presses a button; returns where the bank sends them. */
async function authenticate(order: ApiOrder, outcome: 'complete' | 'fail'): Promise<string | null> {
  const { nextAction } = (await order.read()).payment;
  if (nextAction?.type !== 'redirect_to_url') throw new Error('there is no page for the buyer');
  expect(await (await fetch(nextAction.url)).text()).toContain(`name="outcome" value="${outcome}"`);
  return order.authenticate(outcome);
}

test('the buyer authenticates, and the order is authorized', async () => {
  const order = await shop.placeOrder({ paymentMethod: SECURE, returnUrl: 'https://shop.example/return' });
  expect(order.placed.status).toBe('requires_action');
  expect(await authenticate(order, 'complete')).toMatch(
    /^https:\/\/shop\.example\/return\?.*redirect_status=succeeded/,
  );
  expect(await order.untilStatus('authorized')).toMatchObject({
    amounts: { held: 4600 },
    payment: { plan: 'multicapture', nextAction: null },
  });
});

test('the buyer fails to authenticate, and pays with another card', async () => {
  const order = await shop.placeOrder({ paymentMethod: SECURE, returnUrl: 'https://shop.example/return' });
  expect(order.placed.status).toBe('requires_action');
  expect(await authenticate(order, 'fail')).toContain('redirect_status=failed');
  const failed = await order.untilStatus('requires_payment_method');
  expect(failed.payment.lastError).toEqual({
    code: 'payment_intent_authentication_failure',
    declineCode: null,
    message: 'The card could not be authenticated.',
  });
  const answer = await order.confirm();
  expect(orderSchema.parse(answer.json())).toMatchObject({ status: 'authorized', payment: { lastError: null } });
});

test('the second card wants 3-D Secure too, and is authenticated', async () => {
  const order = await shop.placeOrder({ paymentMethod: SECURE, returnUrl: 'https://shop.example/return' });
  expect(order.placed.status).toBe('requires_action');
  await authenticate(order, 'fail');
  await order.untilStatus('requires_payment_method');
  await order.confirm(SECURE, { returnUrl: 'https://shop.example/second' });
  expect(await authenticate(order, 'complete')).toContain('https://shop.example/second?');
  expect((await order.untilStatus('authorized')).amounts.held).toBe(4600);
});

test('the buyer pays in the browser, after a decline there', async () => {
  const order = await shop.placeOrder({});
  const { payment } = order.placed;
  expect(payment.clientSecret).toMatch(/_secret_/);
  await shop.stripe.confirmInBrowser(payment.paymentIntentId ?? '', 'pm_card_visa_chargeDeclined');
  await order.until((seen) => seen.payment.lastError?.code === 'card_declined');
  await shop.stripe.confirmInBrowser(payment.paymentIntentId ?? '', 'pm_card_visa');
  expect((await order.untilStatus('authorized')).payment.clientSecret).toBeNull();
});
