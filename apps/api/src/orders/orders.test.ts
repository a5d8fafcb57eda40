import { randomUUID } from 'node:crypto';
import { orderPaymentId } from '../../../../workflows/order-payment/messages';
import { startHoldfast, type Holdfast } from '../../../../test/setup/holdfast';
import { expectConsistentRecordsOfEnded } from '../../../../test/setup/consistent-records';
import { driveApi, type ApiDriver, type HttpAnswer } from '../testing/api-driver';
import { EXAMPLE_ORDER } from '../testing/example-order';
import { orderPageSchema, orderSchema, type Order } from './order.schema';

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

function newOrder(orderId: string, payment: Record<string, unknown> = { paymentMethod: 'pm_card_visa' }): object {
  return { ...EXAMPLE_ORDER, orderId, payment };
}

function named(kind: string): string {
  return `${kind}-${randomUUID()}`;
}

function orderIn(answer: HttpAnswer): Order {
  return orderSchema.parse(answer.json());
}

test('an order is authorized, and read as it was answered', async () => {
  const orderId = named('authorized');
  const answer = await api.post('/v1/orders', newOrder(orderId));
  expect(answer.status).toBe(201);
  expect(answer.headers['idempotent-replayed']).toBeUndefined();
  expect(answer.json()).toEqual({
    orderId,
    status: 'authorized',
    cancelReason: null,
    currency: 'usd',
    amounts: { total: 4600, held: 4600, captured: 0, settled: 0, released: 0, refunded: 0, lost: 0, fees: [] },
    payment: {
      plan: 'multicapture',
      paymentIntentId: expect.stringMatching(/^pi_/) as string,
      clientSecret: null,
      nextAction: null,
      lastError: null,
      captureBefore: expect.stringMatching(/Z$/) as string,
      releaseAt: expect.stringMatching(/Z$/) as string,
      onDeadline: 'release',
      capabilities: {
        multicapture: true,
        overcapture: true,
        incrementalAuthorization: true,
        extendedAuthorization: false,
        maximumCapturable: expect.any(Number) as number,
      },
    },
    lines: [
      {
        lineId: '1',
        name: 'Product 001',
        quantity: 1,
        shipped: 0,
        canceled: 0,
        open: 1,
        unitPrice: 2000,
        amount: 2300,
      },
      {
        lineId: '2',
        name: 'Product 002',
        quantity: 1,
        shipped: 0,
        canceled: 0,
        open: 1,
        unitPrice: 2000,
        amount: 2300,
      },
    ],
    shipments: [],
    attention: [],
    workflow: {
      workflowId: `order-payment/${orderId}`,
      url: `http://127.0.0.1:8233/namespaces/default/workflows/order-payment%2F${orderId}`,
    },
    createdAt: expect.stringMatching(/Z$/) as string,
    updatedAt: expect.stringMatching(/Z$/) as string,
  });
  expect((await api.get(`/v1/orders/${orderId}`)).json()).toEqual(answer.json());
});

test('the workflow is started so that people can read it', async () => {
  const orderId = named('shown');
  await api.post('/v1/orders', newOrder(orderId));
  const { staticSummary, typedSearchAttributes } = await holdfast.client.workflow
    .getHandle(orderPaymentId(orderId))
    .describe()
    .then(async (description) => ({ ...description, staticSummary: await description.staticSummary() }));
  expect(staticSummary).toBe(`Order ${orderId} · 46.00 USD · 2 lines`);
  expect(typedSearchAttributes.getAll().map(({ key }) => key.name)).toContain('HoldfastStatus');
});

test('the same order again is the first answer, however its fields are ordered and its defaults written', async () => {
  const orderId = named('again');
  const first = await api.post('/v1/orders', newOrder(orderId));
  const { metadata, ...rest } = EXAMPLE_ORDER;
  const reordered = { metadata, ...rest, orderId, payment: { saveForLater: false, paymentMethod: 'pm_card_visa' } };
  const again = await api.post('/v1/orders', reordered);
  expect([again.status, again.headers['idempotent-replayed']]).toEqual([200, 'true']);
  expect(again.json()).toEqual(first.json());
});

test('other content under the id is a conflict', async () => {
  const orderId = named('conflict');
  await api.post('/v1/orders', newOrder(orderId));
  const other = await api.post('/v1/orders', { ...newOrder(orderId), discountAmount: 100 });
  expect(other.problem()).toMatchObject({ code: 'order_conflict', status: 409 });
});

/** More creates at once than Temporal takes updates of one workflow, while Stripe takes its time with the first. */
async function createAtOnce(orders: readonly object[]): Promise<HttpAnswer[]> {
  await holdfast.stripe.fault(
    { method: 'POST', path: '/v1/payment_intents', nth: 1, times: 1 },
    { kind: 'delay', seconds: 0.7 },
  );
  return Promise.all(orders.map((order) => api.post('/v1/orders', order)));
}

function timesTwenty(order: (index: number) => object): object[] {
  return Array.from({ length: 20 }, (_, index) => order(index));
}

test('the same order twenty times at once is authorized once, and everybody is answered with it', async () => {
  const orderId = named('at-once');
  const answers = await createAtOnce(timesTwenty(() => newOrder(orderId)));
  expect(answers.map(({ status }) => status).sort()).toEqual([...Array<number>(19).fill(200), 201]);
  const intents = new Set(answers.map((answer) => orderIn(answer).payment.paymentIntentId));
  expect(intents.size).toBe(1);
});

test('twenty orders under one id at once: one is accepted, each of the others is a conflict', async () => {
  const orderId = named('many-at-once');
  const answers = await createAtOnce(timesTwenty((discountAmount) => ({ ...newOrder(orderId), discountAmount })));
  expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(19).fill(409)]);
  const accepted = answers.find(({ status }) => status === 201);
  expect((await api.get(`/v1/orders/${orderId}`)).json()).toEqual(accepted?.json());
});

test('two orders under one id at once: one is accepted, the other is a conflict', async () => {
  const orderId = named('two-at-once');
  const answers = await Promise.all([
    api.post('/v1/orders', newOrder(orderId)),
    api.post('/v1/orders', { ...newOrder(orderId), discountAmount: 100 }),
  ]);
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
});

test('a declined card is an order that waits for another card', async () => {
  const declined = { paymentMethod: 'pm_card_visa_chargeDeclinedInsufficientFunds' };
  const answer = await api.post('/v1/orders', newOrder(named('declined'), declined));
  expect(answer.status).toBe(201);
  expect(orderIn(answer)).toMatchObject({
    status: 'requires_payment_method',
    amounts: { held: 0 },
    payment: { lastError: { code: 'card_declined', declineCode: 'insufficient_funds' }, plan: null },
  });
});

test("without a card the answer carries the client secret for the buyer's browser", async () => {
  const answer = await api.post('/v1/orders', newOrder(named('browser'), {}));
  expect(answer.status).toBe(201);
  const { status, payment } = orderIn(answer);
  expect(status).toBe('requires_payment_method');
  expect(payment.clientSecret).toMatch(/^pi_.+_secret_/);
  expect(api.log.join('')).not.toContain('_secret_');
});

test('a card that wants 3-D Secure answers where to send the buyer', async () => {
  const secure = { paymentMethod: 'pm_card_threeDSecure2Required', returnUrl: 'https://shop.example/return' };
  const { status, payment } = orderIn(await api.post('/v1/orders', newOrder(named('secure'), secure)));
  expect(status).toBe('requires_action');
  expect(payment.nextAction).toMatchObject({ type: 'redirect_to_url' });
});

test('a canceled order still answers its create, and a conflict', async () => {
  const orderId = named('closed');
  await api.post('/v1/orders', newOrder(orderId));
  await api.post(`/v1/orders/${orderId}/cancellations`, { cancellationId: 'c', reason: 'gone' });
  await holdfast.client.workflow.getHandle(orderPaymentId(orderId)).result();
  const again = await api.post('/v1/orders', newOrder(orderId));
  expect([again.status, orderIn(again).status]).toEqual([200, 'canceled']);
  const other = await api.post('/v1/orders', { ...newOrder(orderId), discountAmount: 100 });
  expect(other.problem().code).toBe('order_conflict');
});

test('the list goes through all orders in pages, newest first, and filters', async () => {
  const orderIds = ['a', 'b', 'c'].map((letter) => named(`listed-${letter}`));
  for (const orderId of orderIds) await api.post('/v1/orders', newOrder(orderId));
  const seen: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const query: string = cursor === '' ? '' : `&cursor=${cursor}`;
    const page = orderPageSchema.parse((await api.get(`/v1/orders?limit=2${query}`)).json());
    expect(page.orders.length).toBeLessThanOrEqual(2);
    seen.push(...page.orders.map(({ orderId }) => orderId));
    cursor = page.nextCursor;
  }
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen.filter((orderId) => orderIds.includes(orderId))).toEqual([...orderIds].reverse());

  const declined = orderPageSchema.parse((await api.get('/v1/orders?status=requires_payment_method')).json());
  expect(declined.orders.map(({ status }) => status)).toEqual(declined.orders.map(() => 'requires_payment_method'));
  expect(declined.orders.length).toBeGreaterThan(0);
  const none = await api.get('/v1/orders?releaseBefore=2020-01-01T00:00:00%2B01:00');
  expect(none.json()).toEqual({ orders: [], nextCursor: null });
  expect((await api.get('/v1/orders?attention=true')).json()).toEqual({ orders: [], nextCursor: null });
});

test('timeline and ledger tell what happened', async () => {
  const orderId = named('told');
  await api.post('/v1/orders', newOrder(orderId), { 'x-request-id': 'create-told' });
  expect((await api.get(`/v1/orders/${orderId}/timeline`)).json()).toMatchObject({
    orderId,
    entries: expect.arrayContaining([
      expect.objectContaining({ kind: 'hold_placed', amount: { amount: 4600, currency: 'usd' } }),
      expect.objectContaining({ requestId: 'create-told' }),
    ]) as unknown[],
  });
  expect((await api.get(`/v1/orders/${orderId}/ledger`)).json()).toMatchObject({
    transactions: [{ kind: 'hold_placed', entries: [{ side: 'debit' }, { side: 'credit' }] }],
    balances: [
      { account: 'card_holds', balance: { amount: 4600, currency: 'usd' } },
      { account: 'cardholder_authorizations', balance: { amount: 4600, currency: 'usd' } },
    ],
  });
});
