import { randomUUID } from 'node:crypto';
import { startHoldfast, tell, type Holdfast } from '../../../../test/setup/holdfast';
import { expectConsistentRecordsOfEnded } from '../../../../test/setup/consistent-records';
import { orderPaymentId } from '../../../../workflows/order-payment/messages';
import { orderSchema, type Order } from '../orders/order.schema';
import { timelineSchema } from '../timeline/timeline.schema';
import { eventually } from '../../../../test/setup/eventually';
import { driveApi, type ApiDriver, type HttpAnswer } from '../testing/api-driver';
import { EXAMPLE_ORDER } from '../testing/example-order';

const DECLINED = 'pm_card_visa_chargeDeclinedInsufficientFunds';
const SECURE = 'pm_card_threeDSecure2Required';

let holdfast: Holdfast;
let api: ApiDriver;

beforeAll(async () => {
  holdfast = await startHoldfast();
  api = await driveApi(holdfast);
});

afterAll(async () => {
  await api.close();
  await holdfast.stop();
});

afterEach(() => holdfast.stripe.requireSound());
afterEach(() => expectConsistentRecordsOfEnded(holdfast));

async function placed(payment: object): Promise<{ orderId: string; order: Order }> {
  const orderId = `p-${randomUUID()}`;
  const answer = await api.post('/v1/orders', { ...EXAMPLE_ORDER, orderId, payment });
  expect(answer.status).toBe(201);
  return { orderId, order: orderIn(answer) };
}

function confirm(orderId: string, body: object = { paymentMethod: 'pm_card_visa' }): Promise<HttpAnswer> {
  return api.post(`/v1/orders/${orderId}/confirm`, body, { 'x-request-id': `confirm-${orderId}` });
}

function orderIn(answer: HttpAnswer): Order {
  return orderSchema.parse(answer.json());
}

test('a declined card, another that is declined, then a good one', async () => {
  const { orderId } = await placed({ paymentMethod: 'pm_card_visa_chargeDeclined' });
  const declined = await confirm(orderId, { paymentMethod: DECLINED });
  expect(declined.problem()).toMatchObject({
    code: 'payment_declined',
    status: 402,
    declineCode: 'insufficient_funds',
    message: 'Your card has insufficient funds.',
  });
  expect(orderIn(await api.get(`/v1/orders/${orderId}`)).payment.lastError).toEqual({
    code: 'card_declined',
    declineCode: 'insufficient_funds',
    message: 'Your card has insufficient funds.',
  });

  const answer = await confirm(orderId);
  expect([answer.status, answer.headers['idempotent-replayed']]).toEqual([200, undefined]);
  expect(orderIn(answer)).toMatchObject({
    status: 'authorized',
    amounts: { held: 4600 },
    payment: { plan: 'multicapture', lastError: null, clientSecret: null },
  });
  expect((await api.get(`/v1/orders/${orderId}`)).json()).toEqual(answer.json());
  expect((await api.get(`/v1/orders/${orderId}/timeline`)).json()).toMatchObject({
    entries: expect.arrayContaining([
      expect.objectContaining({ kind: 'payment_method_required', who: 'shop', requestId: `confirm-${orderId}` }),
      expect.objectContaining({ kind: 'hold_placed', who: 'shop', requestId: `confirm-${orderId}` }),
    ]) as unknown[],
  });
});

test('an order without a card is confirmed with one, and captured', async () => {
  const { orderId, order } = await placed({});
  expect(order.status).toBe('requires_payment_method');
  const answer = orderIn(await confirm(orderId));
  expect(answer).toMatchObject({ status: 'authorized', payment: { paymentIntentId: order.payment.paymentIntentId } });
  const priced = { shipmentId: 'A', lines: [{ lineId: '1', quantity: 1 }] };
  expect((await api.post(`/v1/orders/${orderId}/shipments`, priced)).status).toBe(201);
});

test('a hold that lives is answered as it is, and nothing moves', async () => {
  const { orderId } = await placed({ paymentMethod: 'pm_card_visa' });
  const priced = { shipmentId: 'A', lines: [{ lineId: '1', quantity: 1 }] };
  await api.post(`/v1/orders/${orderId}/shipments`, priced);
  const before = (await api.get(`/v1/orders/${orderId}`)).json();
  const answer = await confirm(orderId, { paymentMethod: DECLINED });
  expect([answer.status, answer.headers['idempotent-replayed']]).toEqual([200, 'true']);
  expect(answer.json()).toEqual(before);
});

test('the same card five times at once is charged once, and told to all', async () => {
  const { orderId } = await placed({});
  const answers = await Promise.all(Array.from({ length: 5 }, () => confirm(orderId)));
  expect(answers.map(({ status }) => status)).toEqual(Array<number>(5).fill(200));
  expect(answers.map((answer) => orderIn(answer).status)).toEqual(Array<string>(5).fill('authorized'));
  const intents = [...new Set(answers.map((answer) => orderIn(answer).payment.paymentIntentId ?? ''))];
  expect(intents).toHaveLength(1);
  expect(await holdfast.stripe.requests(`/v1/payment_intents/${intents.join('')}/confirm`)).toHaveLength(1);
});

test.each([
  { returnUrl: 'https://shop.example/again', nextAction: { type: 'redirect_to_url' } },
  { returnUrl: undefined, nextAction: { type: 'use_stripe_sdk' } },
])('a card that wants 3-D Secure says what the buyer must do, with a way back $returnUrl', async (given) => {
  const { orderId } = await placed({ paymentMethod: DECLINED });
  const body = { paymentMethod: SECURE, ...(given.returnUrl === undefined ? {} : { returnUrl: given.returnUrl }) };
  const answer = orderIn(await confirm(orderId, body));
  expect(answer).toMatchObject({ status: 'requires_action', payment: { nextAction: given.nextAction } });
  expect(orderIn(await confirm(orderId)).status).toBe('authorized');
});

test('a card that Stripe does not know is declined by nobody, and the order still takes another', async () => {
  const { orderId, order } = await placed({});
  const refused = await confirm(orderId, { paymentMethod: 'pm_nobody_knows' });
  expect(refused.problem()).toMatchObject({
    code: 'payment_declined',
    status: 402,
    declineCode: null,
    message: 'The payment method or customer does not exist.',
  });
  expect(orderIn(await api.get(`/v1/orders/${orderId}`)).payment).toEqual(order.payment);
  expect(orderIn(await confirm(orderId)).status).toBe('authorized');
});

test('an order that nobody knows', async () => {
  expect((await confirm('nobody-knows')).problem()).toMatchObject({ code: 'order_not_found', status: 404 });
});

test('a canceled order takes no card, while its workflow runs and after', async () => {
  const { orderId } = await placed({});
  await api.post(`/v1/orders/${orderId}/cancellations`, { cancellationId: 'c', reason: 'gone' });
  await holdfast.client.workflow.getHandle(orderPaymentId(orderId)).result();
  expect((await confirm(orderId)).problem()).toMatchObject({
    code: 'order_closed',
    status: 409,
    orderStatus: 'canceled',
  });
});

test('an order whose hold was captured to its end takes no card', async () => {
  const { orderId } = await placed({ paymentMethod: 'pm_card_visa' });
  const lines = ['1', '2'].map((lineId) => ({ lineId, quantity: 1 }));
  await api.post(`/v1/orders/${orderId}/shipments`, { shipmentId: 'A', lines });
  expect((await confirm(orderId)).problem()).toMatchObject({ code: 'order_closed', orderStatus: 'captured' });
  await tell(holdfast.client.workflow.getHandle(orderPaymentId(orderId)), 'settlement', 'charge.updated');
});

test('cards are tried twenty times', async () => {
  const { orderId } = await placed({});
  for (let time = 1; time <= 20; time += 1) {
    expect((await confirm(orderId, { paymentMethod: DECLINED })).status).toBe(402);
  }
  expect((await confirm(orderId)).problem()).toMatchObject({
    code: 'order_not_capturable',
    status: 409,
    orderStatus: 'requires_payment_method',
    detail: expect.stringContaining('confirmed 20 times') as string,
  });
  const order = orderIn(await api.get(`/v1/orders/${orderId}`));
  expect(order).toMatchObject({ status: 'requires_payment_method', payment: { lastError: { code: 'card_declined' } } });
  expect(order.payment.clientSecret).toMatch(/_secret_/);
  const { entries } = timelineSchema.parse((await api.get(`/v1/orders/${orderId}/timeline`)).json());
  expect(entries.filter(({ message }) => message === 'A card is needed: insufficient_funds')).toHaveLength(20);
  const workflow = holdfast.client.workflow.getHandle(orderPaymentId(orderId));
  const { currentDetails } = await workflow.query<{ currentDetails: string }>('__temporal_workflow_metadata');
  expect(currentDetails).toContain('| status | requires_payment_method |');
  expect(currentDetails).toContain('| last error | insufficient_funds |');
  expect(currentDetails).toContain('| confirmed | 20 of 20 times |');
  // The buyer's browser asks Stripe, not us: what it comes to is still learned.
  await holdfast.stripe.confirmInBrowser(order.payment.paymentIntentId ?? '', 'pm_card_visa');
  await tell(workflow, 'hold', 'payment_intent.amount_capturable_updated');
  const paid = await eventually(
    async () => orderIn(await api.get(`/v1/orders/${orderId}`)),
    ({ status }) => status === 'authorized',
  );
  expect(paid.payment).toMatchObject({ lastError: null, clientSecret: null });
});
