import { randomUUID } from 'node:crypto';
import { freePort } from '../../../../libs/local/port';
import { eventually } from '../../../../test/setup/eventually';
import { startHoldfast, type Holdfast } from '../../../../test/setup/holdfast';
import { expectConsistentRecordsOfEnded } from '../../../../test/setup/consistent-records';
import { orderSchema, type Order } from '../orders/order.schema';
import { driveApi, type ApiDriver } from '../testing/api-driver';
import { EXAMPLE_ORDER } from '../testing/example-order';

/** 3-D Secure and buyers who pay in the browser, from end to end: what happens at Stripe comes back by webhook alone. */

const SECURE = 'pm_card_threeDSecure2Required';

let holdfast: Holdfast;
let api: ApiDriver;

beforeAll(async () => {
  holdfast = await startHoldfast();
  const port = await freePort();
  const secret = await holdfast.stripe.sendEventsTo(`http://127.0.0.1:${port.toString()}/v1/webhooks/stripe`);
  api = await driveApi({ ...holdfast, webhookSecrets: [secret] });
  await api.app.listen({ port, host: '127.0.0.1' });
});

afterAll(async () => {
  await api.close();
  await holdfast.stop();
});

afterEach(() => holdfast.stripe.requireSound());
afterEach(() => expectConsistentRecordsOfEnded(holdfast));

async function read(orderId: string): Promise<Order> {
  return orderSchema.parse((await api.get(`/v1/orders/${orderId}`)).json());
}

function untilStatus(orderId: string, status: Order['status']): Promise<Order> {
  return eventually(
    () => read(orderId),
    (order) => order.status === status,
  );
}

/** An order whose card wants 3-D Secure, and the page that the buyer is sent to. */
async function challenged(): Promise<{ orderId: string; page: string }> {
  const orderId = `a-${randomUUID()}`;
  const payment = { paymentMethod: SECURE, returnUrl: 'https://shop.example/return' };
  const order = orderSchema.parse((await api.post('/v1/orders', { ...EXAMPLE_ORDER, orderId, payment })).json());
  expect(order.status).toBe('requires_action');
  const { nextAction } = order.payment;
  if (nextAction?.type !== 'redirect_to_url') throw new Error('there is no page for the buyer');
  return { orderId, page: nextAction.url };
}

/** The buyer opens the bank's page and presses a button; returns where the bank sends them. */
async function authenticate(page: string, outcome: 'complete' | 'fail'): Promise<string | null> {
  const shown = await (await fetch(page)).text();
  expect(shown).toContain(`name="outcome" value="${outcome}"`);
  const answer = await fetch(page, { method: 'POST', body: new URLSearchParams({ outcome }), redirect: 'manual' });
  expect(answer.status).toBe(303);
  return answer.headers.get('location');
}

test('the buyer authenticates, and the order is authorized', async () => {
  const { orderId, page } = await challenged();
  expect(await authenticate(page, 'complete')).toMatch(/^https:\/\/shop\.example\/return\?.*redirect_status=succeeded/);
  const order = await untilStatus(orderId, 'authorized');
  expect(order).toMatchObject({ amounts: { held: 4600 }, payment: { plan: 'multicapture', nextAction: null } });
});

test('the buyer fails to authenticate, and pays with another card', async () => {
  const { orderId, page } = await challenged();
  expect(await authenticate(page, 'fail')).toContain('redirect_status=failed');
  const failed = await untilStatus(orderId, 'requires_payment_method');
  expect(failed.payment.lastError).toEqual({
    code: 'payment_intent_authentication_failure',
    declineCode: null,
    message: 'The card could not be authenticated.',
  });
  const answer = await api.post(`/v1/orders/${orderId}/confirm`, { paymentMethod: 'pm_card_visa' });
  expect(orderSchema.parse(answer.json())).toMatchObject({ status: 'authorized', payment: { lastError: null } });
});

test('the second card wants 3-D Secure too, and is authenticated', async () => {
  const { orderId, page } = await challenged();
  await authenticate(page, 'fail');
  await untilStatus(orderId, 'requires_payment_method');
  const body = { paymentMethod: SECURE, returnUrl: 'https://shop.example/second' };
  const order = orderSchema.parse((await api.post(`/v1/orders/${orderId}/confirm`, body)).json());
  const { nextAction } = order.payment;
  const second = nextAction?.type === 'redirect_to_url' ? nextAction.url : '';
  expect(await authenticate(second, 'complete')).toContain('https://shop.example/second?');
  expect((await untilStatus(orderId, 'authorized')).amounts.held).toBe(4600);
});

test('the buyer pays in the browser, after a decline there', async () => {
  const orderId = `a-${randomUUID()}`;
  const created = await api.post('/v1/orders', { ...EXAMPLE_ORDER, orderId, payment: {} });
  const { payment } = orderSchema.parse(created.json());
  expect(payment.clientSecret).toMatch(/_secret_/);
  await holdfast.stripe.confirmInBrowser(payment.paymentIntentId ?? '', 'pm_card_visa_chargeDeclined');
  await eventually(
    () => read(orderId),
    (order) => order.payment.lastError?.code === 'card_declined',
  );
  await holdfast.stripe.confirmInBrowser(payment.paymentIntentId ?? '', 'pm_card_visa');
  expect((await untilStatus(orderId, 'authorized')).payment.clientSecret).toBeNull();
});
