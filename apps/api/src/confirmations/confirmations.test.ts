import type { HttpAnswer } from '../testing/api-driver';
import { orderSchema, type Order } from '../orders/order.schema';
import { EVERYTHING } from '../../../../test/setup/shop/units';
import { openApiShop } from '../../../../test/setup/shop/api-shop';

const shop = openApiShop();
const DECLINED = 'pm_card_visa_chargeDeclinedInsufficientFunds';
const SECURE = 'pm_card_threeDSecure2Required';

function orderIn(answer: HttpAnswer): Order {
  return orderSchema.parse(answer.json());
}

test('a good card authorizes the order after two that were declined', async () => {
  const order = await shop.placeOrder('pm_card_visa_chargeDeclined');
  const declined = await order.confirm(DECLINED);
  expect(declined.problem()).toMatchObject({
    code: 'payment_declined',
    status: 402,
    declineCode: 'insufficient_funds',
    message: 'Your card has insufficient funds.',
  });
  expect((await order.read()).payment.lastError).toEqual({
    code: 'card_declined',
    declineCode: 'insufficient_funds',
    message: 'Your card has insufficient funds.',
  });

  const answer = await order.confirm();
  expect([answer.status, answer.headers['idempotent-replayed']]).toEqual([200, undefined]);
  expect(orderIn(answer)).toMatchObject({
    status: 'authorized',
    amounts: { held: 4600 },
    payment: { plan: 'multicapture', lastError: null, clientSecret: null },
  });
  expect((await order.get()).json()).toEqual(answer.json());
  expect((await order.get('/timeline')).json()).toMatchObject({
    entries: expect.arrayContaining([
      expect.objectContaining({ kind: 'payment_failed', who: 'shop', requestId: `confirm-${order.orderId}` }),
      expect.objectContaining({ kind: 'hold_placed', who: 'shop', requestId: `confirm-${order.orderId}` }),
    ]) as unknown[],
  });
});

test('an order without a card is confirmed with one, and captured', async () => {
  const order = await shop.placeOrder({});
  expect(order.placed.status).toBe('requires_payment_method');
  const answer = orderIn(await order.confirm());
  expect(answer).toMatchObject({
    status: 'authorized',
    payment: { paymentIntentId: order.placed.payment.paymentIntentId },
  });
  expect((await order.ship('A', '1:1')).status).toBe(201);
});

test('the same card once more is answered as the order is, and nothing moves', async () => {
  const order = await shop.placeOrder('pm_card_visa');
  await order.ship('A', '1:1');
  const before = (await order.get()).json();
  const answer = await order.confirm('pm_card_visa');
  expect([answer.status, answer.headers['idempotent-replayed']]).toEqual([200, 'true']);
  expect(answer.json()).toEqual(before);
});

test('another card takes over what has not shipped, and the hold before is released', async () => {
  const order = await shop.placeOrder('pm_card_visa');
  await order.ship('A', '1:1');
  const answer = await order.confirm('pm_card_mastercard');
  expect([answer.status, answer.headers['idempotent-replayed']]).toEqual([200, undefined]);
  const seen = await order.until(({ amounts }) => amounts.held === 2300);
  expect(seen.amounts).toMatchObject({ captured: 2300, released: 0, lost: 0 });
  expect(seen.payment.paymentIntentId).not.toBe(order.placed.payment.paymentIntentId);
  expect((await order.confirm('pm_card_mastercard')).headers['idempotent-replayed']).toBe('true');
  expect((await order.ship('B', '2:1')).status).toBe(201);
  expect((await order.read()).amounts).toMatchObject({ captured: 4600, released: 0, lost: 0 });
  await order.expectConsistentRecords();
});

test.each([DECLINED, 'pm_card_threeDSecure2Required', 'pm_nobody_knows'])(
  'another card that is not good changes nothing: %s',
  async (card) => {
    const order = await shop.placeOrder('pm_card_visa');
    const before = await order.read();
    const answer = await order.confirm(card);
    expect([answer.status, answer.problem().code]).toEqual([402, 'payment_declined']);
    const { amounts, payment, status, attention } = await order.read();
    expect({ amounts, payment, status, attention }).toMatchObject({
      amounts: before.amounts,
      payment: before.payment,
      status: 'authorized',
      attention: [],
    });
    expect((await order.ship('A', '1:1')).status).toBe(201);
    expect((await order.confirm('pm_card_mastercard')).status).toBe(200);
    expect((await order.cancel('rest')).status).toBe(201);
    await order.expectConsistentRecords();
  },
);

test('the same card five times at once is charged once, and told to all', async () => {
  const order = await shop.placeOrder({});
  const answers = await Promise.all(Array.from({ length: 5 }, () => order.confirm()));
  expect(answers.map(({ status }) => status)).toEqual(Array<number>(5).fill(200));
  expect(answers.map((answer) => orderIn(answer).status)).toEqual(Array<string>(5).fill('authorized'));
  const intents = [...new Set(answers.map((answer) => orderIn(answer).payment.paymentIntentId ?? ''))];
  expect(intents).toHaveLength(1);
  expect(await shop.stripe.requests(`/v1/payment_intents/${intents.join('')}/confirm`)).toHaveLength(1);
});

test.each([
  { returnUrl: 'https://shop.example/again', nextAction: { type: 'redirect_to_url' } },
  { returnUrl: undefined, nextAction: { type: 'use_stripe_sdk' } },
])('a card that wants 3-D Secure says what the buyer must do, with a way back $returnUrl', async (given) => {
  const order = await shop.placeOrder(DECLINED);
  const changes = given.returnUrl === undefined ? {} : { returnUrl: given.returnUrl };
  const answer = orderIn(await order.confirm(SECURE, changes));
  expect(answer).toMatchObject({ status: 'requires_action', payment: { nextAction: given.nextAction } });
  expect(orderIn(await order.confirm()).status).toBe('authorized');
});

test('a card that Stripe does not know is declined by nobody, and the order still takes another', async () => {
  const order = await shop.placeOrder({});
  const refused = await order.confirm('pm_nobody_knows');
  expect(refused.problem()).toMatchObject({
    code: 'payment_declined',
    status: 402,
    declineCode: null,
    message: 'The payment method or customer does not exist.',
  });
  expect((await order.read()).payment).toEqual(order.placed.payment);
  expect(orderIn(await order.confirm()).status).toBe('authorized');
});

test('an order that nobody knows is not found', async () => {
  expect((await shop.order('nobody-knows').confirm()).problem()).toMatchObject({
    code: 'order_not_found',
    status: 404,
  });
});

test('a canceled order takes no card, while its workflow runs and after', async () => {
  const order = await shop.placeOrder({});
  await order.cancel('c');
  await order.workflow.result();
  expect((await order.confirm()).problem()).toMatchObject({
    code: 'order_closed',
    status: 409,
    orderStatus: 'canceled',
  });
});

test('an order whose hold was captured to its end takes no card', async () => {
  const order = await shop.placeOrder('pm_card_visa');
  await order.ship('A', EVERYTHING);
  expect((await order.confirm()).problem()).toMatchObject({ code: 'order_closed', orderStatus: 'captured' });
  await order.settle();
});

test('cards are tried twenty times', async () => {
  const order = await shop.placeOrder({});
  for (let time = 1; time <= 20; time += 1) {
    expect((await order.confirm(DECLINED)).status).toBe(402);
  }
  expect((await order.confirm()).problem()).toMatchObject({
    code: 'order_not_capturable',
    status: 409,
    orderStatus: 'requires_payment_method',
    detail: expect.stringContaining('confirmed 20 times') as string,
  });
  const tried = await order.read();
  expect(tried).toMatchObject({ status: 'requires_payment_method', payment: { lastError: { code: 'card_declined' } } });
  expect(tried.payment.clientSecret).toMatch(/_secret_/);
  const { entries } = await order.timeline();
  expect(entries.filter(({ message }) => message === 'The buyer must give a card: insufficient_funds')).toHaveLength(
    20,
  );
  const details = await order.details();
  expect(details).toContain('| status | requires_payment_method |');
  expect(details).toContain('| last error | insufficient_funds |');
  expect(details).toContain('| confirmed | 20 of 20 times |');
  // The buyer's browser asks Stripe, not us: what it comes to is still learned.
  await shop.stripe.confirmInBrowser(tried.payment.paymentIntentId ?? '', 'pm_card_visa');
  await order.tell('hold', 'payment_intent.amount_capturable_updated');
  const paid = await order.untilStatus('authorized');
  expect(paid.payment).toMatchObject({ lastError: null, clientSecret: null });
});
