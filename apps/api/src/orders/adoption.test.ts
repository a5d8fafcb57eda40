import { z } from 'zod';
import { openApiShop } from '../../../../test/setup/shop/api-shop';

/** Orders that bring a payment of the shop's own checkout. */
const shop = openApiShop({ webhooks: true });

async function payElsewhere(params: Readonly<Record<string, string>> = {}): Promise<string> {
  const answer = await fetch(`${shop.stripe.url}/v1/payment_intents`, {
    method: 'POST',
    headers: { authorization: `Bearer ${shop.stripe.apiKey}` },
    body: new URLSearchParams({
      ...{ amount: '4600', currency: 'usd', capture_method: 'manual', 'metadata[cart]': '77' },
      ...{ confirm: 'true', payment_method: 'pm_card_visa', return_url: 'https://shop.example/return' },
      'payment_method_options[card][request_multicapture]': 'if_available',
      ...params,
    }),
  });
  return z.object({ id: z.string() }).parse(await answer.json()).id;
}

test('an order brings a payment that is held, and everything goes on as if Holdfast had made it', async () => {
  const paymentIntent = await payElsewhere();
  const order = await shop.placeOrder({ paymentIntent });
  expect(order.answer.status).toBe(201);
  expect(order.placed).toMatchObject({
    status: 'authorized',
    amounts: { held: 4600 },
    payment: { paymentIntentId: paymentIntent, paymentIntent, plan: 'multicapture' },
  });
  expect((await order.ship('A', '1:1')).status).toBe(201);
  expect((await order.ship('B', '2:1')).status).toBe(201);
  expect((await order.until(({ status }) => status === 'completed')).amounts.captured).toBe(4600);
  await order.expectConsistentRecords();
});

test('a payment of the rest beside a gift card is brought, and shipments take their share of it', async () => {
  const paymentIntent = await payElsewhere({ amount: '3600' });
  const order = await shop.placeOrder({ paymentIntent }, { credits: [{ creditId: 'gift', amount: 1000 }] });
  expect(order.placed).toMatchObject({ status: 'authorized', amounts: { total: 3600, held: 3600 } });
  expect((await order.ship('A', '1:1')).json()).toMatchObject({ amount: 1800, breakdown: { credit: 500 } });
  await order.ship('B', '2:1');
  expect((await order.until(({ status }) => status === 'completed')).amounts.captured).toBe(3600);
  await order.expectConsistentRecords();
});

test('a payment that does not fit is 400 with both numbers, and the order can be sent again', async () => {
  const paymentIntent = await payElsewhere({ amount: '4000' });
  const refused = await shop.askForOrder({ paymentIntent });
  expect([refused.answer.status, refused.answer.problem()]).toMatchObject([
    400,
    {
      code: 'invalid_request',
      errors: [
        {
          path: 'payment.paymentIntent',
          message: "is for 40.00 USD, and the order's total is 46.00 USD",
        },
      ],
    },
  ]);
});

test('a payment method beside it makes no sense, and is refused before Stripe is asked', async () => {
  const refused = await shop.askForOrder({ paymentMethod: 'pm_card_visa', paymentIntent: 'pi_1' });
  expect(refused.answer.problem()).toMatchObject({ errors: [{ path: 'payment.paymentMethod' }] });
});

test('a buyer who has not paid yet pays in the browser', async () => {
  const bare = { amount: '4600', currency: 'usd', capture_method: 'manual' };
  const answer = await fetch(`${shop.stripe.url}/v1/payment_intents`, {
    method: 'POST',
    headers: { authorization: `Bearer ${shop.stripe.apiKey}` },
    body: new URLSearchParams(bare),
  });
  const { id: paymentIntent } = z.object({ id: z.string() }).parse(await answer.json());
  const order = await shop.placeOrder({ paymentIntent });
  expect(order.placed).toMatchObject({
    status: 'requires_payment_method',
    payment: { paymentIntentId: paymentIntent },
  });
  const returnUrl = 'https://shop.example/return';
  await shop.stripe.byHand(paymentIntent, 'confirm', { payment_method: 'pm_card_visa', return_url: returnUrl });
  expect((await order.untilStatus('authorized')).amounts.held).toBe(4600);
});
