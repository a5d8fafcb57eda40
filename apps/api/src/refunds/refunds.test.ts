import { randomUUID } from 'node:crypto';
import { eventually } from '../../../../test/setup/eventually';
import { startHoldfast, tell, type Holdfast } from '../../../../test/setup/holdfast';
import { expectConsistentRecordsOfEnded } from '../../../../test/setup/consistent-records';
import { orderPaymentId } from '../../../../workflows/order-payment/messages';
import { refundWorkflowId } from '../../../../workflows/refund/messages';
import { orderSchema, type Order } from '../orders/order.schema';
import { driveApi, WEBHOOK_SECRET, type ApiDriver, type HttpAnswer } from '../testing/api-driver';
import { EXAMPLE_ORDER } from '../testing/example-order';
import Stripe from 'stripe';

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

beforeEach(() => holdfast.stripe.account({ settlement_delay_seconds: 0 }));
afterEach(() => holdfast.stripe.requireSound());
afterEach(() => expectConsistentRecordsOfEnded(holdfast));

const one = { lineId: '1', quantity: 1 };
const two = { lineId: '2', quantity: 1 };
const broken = { reason: 'arrived broken' };

async function placed(paymentMethod = 'pm_card_visa'): Promise<string> {
  const orderId = `f-${randomUUID()}`;
  const answer = await api.post('/v1/orders', { ...EXAMPLE_ORDER, orderId, payment: { paymentMethod } });
  expect(answer.status).toBe(201);
  return orderId;
}

/** An order of which shipment A has shipped. */
async function partlyShipped(paymentMethod?: string): Promise<string> {
  const orderId = await placed(paymentMethod);
  expect((await api.post(`/v1/orders/${orderId}/shipments`, { shipmentId: 'A', lines: [one] })).status).toBe(201);
  return orderId;
}

async function completed(): Promise<string> {
  const orderId = await partlyShipped();
  await api.post(`/v1/orders/${orderId}/shipments`, { shipmentId: 'B', lines: [two] });
  const workflow = holdfast.client.workflow.getHandle(orderPaymentId(orderId));
  await tell(workflow, 'settlement', 'charge.updated');
  await workflow.result();
  return orderId;
}

function refund(orderId: string, body: object): Promise<HttpAnswer> {
  return api.post(`/v1/orders/${orderId}/refunds`, { refundId: 'R1', ...broken, ...body });
}

function read(orderId: string, refundId = 'R1'): Promise<HttpAnswer> {
  return api.get(`/v1/orders/${orderId}/refunds/${refundId}`);
}

async function order(orderId: string): Promise<Order> {
  return orderSchema.parse((await api.get(`/v1/orders/${orderId}`)).json());
}

/** Stripe tells of what became of a refund, through our webhook. */
async function webhook(orderId: string, type: string, status: string): Promise<void> {
  const { stripeRefundId } = (await read(orderId)).json() as { stripeRefundId: string };
  const payload = JSON.stringify({
    ...{ id: `evt_${randomUUID()}`, object: 'event', type, api_version: null, livemode: false },
    created: Math.floor(Date.now() / 1000),
    data: { object: { id: stripeRefundId, object: 'refund', status }, previous_attributes: { status: 'pending' } },
  });
  const signature = Stripe.webhooks.generateTestHeaderString({ payload, secret: WEBHOOK_SECRET });
  const answer = await api.post('/v1/webhooks/stripe', payload, { 'stripe-signature': signature });
  expect(answer.status).toBe(200);
}

test('units go back at exactly what was captured for them, while the rest is still held', async () => {
  const orderId = await partlyShipped();
  const answer = await refund(orderId, { shipmentId: 'A', lines: [one] });
  expect(answer.status).toBe(201);
  const text = expect.any(String) as string;
  expect(answer.json()).toEqual({
    ...{ refundId: 'R1', orderId, status: 'succeeded', amount: 2300, currency: 'usd', reason: 'arrived broken' },
    ...{ shipmentId: 'A', lines: [one], stripeRefundId: expect.stringMatching(/^re_/) as string },
    parts: [
      {
        ...{ status: 'succeeded', amount: 2300, paymentIntentId: text, chargeId: text, stripeRefundId: text },
        errorCode: null,
      },
    ],
    reversals: [],
    createdAt: expect.stringMatching(/Z$/) as string,
    settledAt: expect.stringMatching(/Z$/) as string,
  });
  expect((await read(orderId)).json()).toEqual(answer.json());
  const { status, amounts } = await order(orderId);
  expect([status, amounts]).toMatchObject(['partially_captured', { captured: 2300, held: 2300, refunded: 2300 }]);
  expect((await api.post(`/v1/orders/${orderId}/shipments`, { shipmentId: 'B', lines: [two] })).status).toBe(201);
});

test('the ledger and the timeline tell of it', async () => {
  const orderId = await partlyShipped();
  await refund(orderId, { amount: 500 });
  expect((await api.get(`/v1/orders/${orderId}/ledger`)).json()).toMatchObject({
    balances: expect.arrayContaining([
      { account: 'refunds', balance: { amount: 500, currency: 'usd' } },
      { account: 'stripe_balance', balance: { amount: 1800, currency: 'usd' } },
    ]) as unknown,
  });
  expect((await api.get(`/v1/orders/${orderId}/timeline`)).json()).toMatchObject({
    entries: expect.arrayContaining([
      expect.objectContaining({ kind: 'refund_succeeded', who: 'shop', amount: { amount: 500, currency: 'usd' } }),
    ]) as unknown,
  });
});

test('after the order completed: first a shipment, then the last shipped units', async () => {
  const orderId = await completed();
  expect((await refund(orderId, { shipmentId: 'A' })).json()).toMatchObject({ amount: 2300, lines: [one] });
  expect((await refund(orderId, { refundId: 'R2', lines: [two] })).json()).toMatchObject({
    amount: 2300,
    lines: [two],
  });
  expect(await order(orderId)).toMatchObject({ status: 'completed', amounts: { captured: 4600, refunded: 4600 } });
});

test('a refund asked for again is the first answer; other content under its id is a conflict', async () => {
  const orderId = await completed();
  const first = await refund(orderId, { shipmentId: 'A' });
  const again = await refund(orderId, { shipmentId: 'A' });
  expect([again.status, again.headers['idempotent-replayed'], again.json()]).toEqual([200, 'true', first.json()]);
  expect((await refund(orderId, { amount: 5 })).problem()).toMatchObject({ code: 'refund_conflict', status: 409 });
  expect((await order(orderId)).amounts.refunded).toBe(2300);
});

test('the same refund eight times at once is made once, and everybody is answered', async () => {
  const orderId = await partlyShipped();
  const answers = await Promise.all(Array.from({ length: 8 }, () => refund(orderId, { amount: 100 })));
  expect(answers.map(({ status }) => status).sort()).toEqual([...Array<number>(7).fill(200), 201]);
  expect((await order(orderId)).amounts.refunded).toBe(100);
});

test('two refunds at once: what one has promised the other cannot have', async () => {
  const orderId = await partlyShipped();
  const answers = await Promise.all(['R1', 'R2'].map((refundId) => refund(orderId, { refundId, shipmentId: 'A' })));
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
  expect(answers.find(({ status }) => status === 409)?.problem()).toMatchObject({
    code: 'units_not_available',
    left: [{ lineId: '1', quantity: 0 }],
  });
});

test('more than was captured is refused with the most there is, and the id stays free', async () => {
  const orderId = await partlyShipped();
  expect((await refund(orderId, { amount: 2301 })).problem()).toMatchObject({
    ...{ code: 'invalid_request', status: 400, maximumAmount: 2300 },
    errors: [{ path: 'amount' }],
  });
  expect((await read(orderId)).problem().code).toBe('refund_not_found');
  expect((await refund(orderId, { lines: [two] })).problem()).toMatchObject({
    ...{ code: 'units_not_available', left: [{ lineId: '2', quantity: 0 }] },
  });
  expect((await refund(orderId, { amount: 2300 })).status).toBe(201);
});

test('without a capture there is nothing to refund', async () => {
  const orderId = await placed();
  expect((await refund(orderId, { amount: 1 })).problem()).toMatchObject({ code: 'invalid_request', maximumAmount: 0 });
});

test('what is not known is named', async () => {
  const orderId = await partlyShipped();
  expect((await refund('none', { amount: 1 })).problem().code).toBe('order_not_found');
  expect((await read('none')).problem().code).toBe('order_not_found');
  expect((await refund(orderId, { shipmentId: 'Z' })).problem().code).toBe('shipment_not_found');
  expect((await refund(orderId, { lines: [one, { lineId: '9', quantity: 1 }] })).problem()).toMatchObject({
    ...{ code: 'invalid_request', errors: [{ path: 'lines[1].lineId' }] },
  });
});

test('a pending refund is answered as such, and succeeds by its webhook', async () => {
  const orderId = await partlyShipped('pm_card_pendingRefund');
  await holdfast.stripe.account({ settlement_delay_seconds: 3600 });
  const answer = await refund(orderId, { shipmentId: 'A' });
  expect(answer.status).toBe(201);
  expect(answer.json()).toMatchObject({ status: 'pending', settledAt: null });
  await holdfast.stripe.advance(3601);
  await webhook(orderId, 'refund.updated', 'succeeded');
  await holdfast.client.workflow.getHandle(refundWorkflowId(orderId, 'R1')).result();
  expect((await read(orderId)).json()).toMatchObject({ status: 'succeeded', amount: 2300 });
});

test('a refund that fails later gives its units back to be refunded again', async () => {
  const orderId = await partlyShipped('pm_card_refundFail');
  await holdfast.stripe.account({ settlement_delay_seconds: 3600 });
  expect((await refund(orderId, { shipmentId: 'A' })).json()).toMatchObject({ status: 'succeeded' });
  await holdfast.client.workflow.getHandle(refundWorkflowId(orderId, 'R1')).result();
  await holdfast.stripe.advance(3601);
  await webhook(orderId, 'refund.failed', 'failed');
  await eventually(
    () => order(orderId),
    ({ attention }) => attention.some(({ code }) => code === 'refund_failed'),
  );
  expect((await read(orderId)).json()).toMatchObject({ status: 'failed', parts: [{ errorCode: 'unknown' }] });
  expect((await order(orderId)).amounts.refunded).toBe(0);
  expect((await refund(orderId, { shipmentId: 'A' })).json()).toMatchObject({ status: 'failed' });
  expect((await refund(orderId, { refundId: 'R2', shipmentId: 'A' })).status).toBe(201);
});

const EMPTY_BALANCE = {
  ...{ kind: 'error', status: 400, type: 'invalid_request_error', code: null, stored: true },
  message: 'Insufficient funds in your Stripe balance to refund this amount.',
};

test('the balance is too low: refused with the reason, nothing reserved, and the same refund works once it is there', async () => {
  const orderId = await partlyShipped();
  await holdfast.stripe.fault({ method: 'POST', path: '/v1/refunds', nth: 1, times: 1 }, EMPTY_BALANCE);
  const refused = (await refund(orderId, { shipmentId: 'A' })).problem();
  expect(refused).toMatchObject({ code: 'refund_refused', status: 409 });
  expect(refused.detail).toMatch(/Stripe balance is too low.*top the balance up, then send the same refund again/);
  expect((await read(orderId)).json()).toMatchObject({
    status: 'refused',
    parts: [{ errorCode: 'balance_insufficient' }],
  });
  expect(await order(orderId)).toMatchObject({ attention: [], amounts: { refunded: 0 } });

  const again = await Promise.all([1, 2, 3].map(() => refund(orderId, { shipmentId: 'A' })));
  expect(again.map(({ status }) => status).sort()).toEqual([200, 200, 201]);
  expect((await read(orderId)).json()).toMatchObject({ status: 'succeeded', amount: 2300 });
  expect(await order(orderId)).toMatchObject({ attention: [], amounts: { refunded: 2300 } });
});

test('the balance is too low: another refund of the same units is possible at once, and the first is then not', async () => {
  const orderId = await partlyShipped();
  await holdfast.stripe.fault({ method: 'POST', path: '/v1/refunds', nth: 1, times: 1 }, EMPTY_BALANCE);
  expect((await refund(orderId, { shipmentId: 'A' })).status).toBe(409);
  expect((await refund(orderId, { refundId: 'R2', shipmentId: 'A' })).status).toBe(201);
  expect((await refund(orderId, { shipmentId: 'A' })).problem().code).toBe('units_not_available');
  expect((await order(orderId)).amounts.refunded).toBe(2300);
});

test('a refund that Stripe refuses for our key: a refund that is refused unasked does not take the call back', async () => {
  const orderId = await partlyShipped();
  const forbidden = { ...EMPTY_BALANCE, status: 403, message: 'The key may not do this.', stored: false };
  await holdfast.stripe.fault({ method: 'POST', path: '/v1/refunds', nth: 1, times: 1 }, forbidden);
  expect((await refund(orderId, { shipmentId: 'A' })).problem().code).toBe('temporarily_unavailable');
  expect((await refund(orderId, { refundId: 'R2', shipmentId: 'A' })).problem().code).toBe('units_not_available');
  expect((await order(orderId)).attention).toMatchObject([{ code: 'provider_misuse' }]);
  expect((await refund(orderId, { shipmentId: 'A' })).status).toBe(200);
  expect((await read(orderId)).json()).toMatchObject({ status: 'succeeded' });
  expect((await order(orderId)).attention).toEqual([]);
});

test('a lost answer: the shop learns the truth, and nothing goes back twice', async () => {
  const orderId = await partlyShipped();
  await holdfast.stripe.fault({ method: 'POST', path: '/v1/refunds', nth: 1, times: 1 }, { kind: 'commit_then_drop' });
  const answer = await refund(orderId, { shipmentId: 'A' });
  expect([answer.status, answer.json()]).toMatchObject([201, { status: 'succeeded', amount: 2300 }]);
  expect((await order(orderId)).amounts.refunded).toBe(2300);
});
