import { openApiShop, orderBody } from '../../../../test/setup/shop/api-shop';
import type { ApiOrder } from '../../../../test/setup/shop/api-order';
import { EXAMPLE_ORDER } from '../testing/example-order';
import { orderPageSchema } from './order.schema';

const shop = openApiShop();

test('an order is authorized, and read as it was answered', async () => {
  const order = await shop.placeOrder();
  const { answer, orderId } = order;
  const { namespace } = shop.holdfast.temporal;
  expect(answer.status).toBe(201);
  expect(answer.headers['idempotent-replayed']).toBeUndefined();
  const { runId } = await order.workflow.describe();
  expect(answer.json()).toEqual({
    orderId,
    orderNumber: null,
    description: null,
    customerReference: 'customer_reference',
    receiptEmail: null,
    shippingAddress: null,
    status: 'authorized',
    cancelReason: null,
    currency: 'usd',
    amounts: { total: 4600, held: 4600, captured: 0, settled: 0, released: 0, refunded: 0, lost: 0, fees: [] },
    payment: {
      provider: 'stripe',
      plan: 'multicapture',
      paymentIntentId: expect.stringMatching(/^pi_/) as string,
      clientSecret: null,
      nextAction: null,
      lastError: null,
      captureBefore: expect.stringMatching(/Z$/) as string,
      releaseAt: expect.stringMatching(/Z$/) as string,
      warnAt: expect.stringMatching(/Z$/) as string,
      onDeadline: 'release',
      paymentMethod: 'pm_card_visa',
      customer: null,
      saveForLater: false,
      returnUrl: null,
      statementDescriptorSuffix: null,
      capabilities: {
        multicapture: true,
        overcapture: true,
        incrementalAuthorization: true,
        extendedAuthorization: false,
        maximumCapturable: expect.any(Number) as number,
      },
    },
    policy: {
      ...EXAMPLE_ORDER.policy,
      withoutMulticapture: 'auto',
      extendedAuthorization: 'never',
      authenticationTimeoutSeconds: 86_400,
    },
    shipping: EXAMPLE_ORDER.shipping,
    discountAmount: 200,
    credits: [],
    metadata: { channel: 'web' },
    lines: [
      {
        lineId: '1',
        productCode: 'SKU001',
        name: 'Product 001',
        quantity: 1,
        shipped: 0,
        canceled: 0,
        open: 1,
        unitPrice: 2000,
        taxAmount: 200,
        discountAmount: 0,
        unitOfMeasure: 'feet',
        commodityCode: '123123',
        amount: 2300,
      },
      {
        lineId: '2',
        productCode: 'SKU002',
        name: 'Product 002',
        quantity: 1,
        shipped: 0,
        canceled: 0,
        open: 1,
        unitPrice: 2000,
        taxAmount: 200,
        discountAmount: 0,
        unitOfMeasure: null,
        commodityCode: null,
        amount: 2300,
      },
    ],
    shipments: [],
    doubts: [],
    attention: [],
    actions: ['ship', 'cancel', 'add_lines', 'lower_line', 'change_deadline'],
    workflow: {
      workflowId: `order-payment/${orderId}`,
      url: `http://127.0.0.1:8233/namespaces/${namespace}/workflows/order-payment%2F${orderId}/${runId}/user-metadata`,
    },
    createdAt: expect.stringMatching(/Z$/) as string,
    updatedAt: expect.stringMatching(/Z$/) as string,
  });
  expect((await order.get()).json()).toEqual(answer.json());
});

test('the workflow is started so that people can read it', async () => {
  const order = await shop.placeOrder();
  const { staticSummary, typedSearchAttributes } = await order.workflow
    .describe()
    .then(async (description) => ({ ...description, staticSummary: await description.staticSummary() }));
  expect(staticSummary).toBe(`Order ${order.orderId} · 46.00 USD · 2 lines`);
  expect(typedSearchAttributes.getAll().map(({ key }) => key.name)).toContain('HoldfastStatus');
});

test('the same order again is the first answer, however its fields and defaults are written', async () => {
  const { answer: first, orderId } = await shop.placeOrder();
  const { metadata, ...rest } = EXAMPLE_ORDER;
  const reordered = { metadata, ...rest, orderId, payment: { saveForLater: false, paymentMethod: 'pm_card_visa' } };
  const again = await shop.api.post('/v1/orders', reordered);
  expect([again.status, again.headers['idempotent-replayed']]).toEqual([200, 'true']);
  expect(again.json()).toEqual(first.json());
});

test('other content under the id is a conflict', async () => {
  const { orderId } = await shop.placeOrder();
  const { answer: other } = await shop.askForOrder('pm_card_visa', { orderId, discountAmount: 100 });
  expect(other.problem()).toMatchObject({ code: 'order_conflict', status: 409 });
});

/** More creates at once than Temporal takes updates of one workflow, while Stripe takes its time with the first. */
async function twentyAtOnce(changes: (index: number) => object): Promise<ApiOrder[]> {
  await shop.stripe.fault(
    { method: 'POST', path: '/v1/payment_intents', nth: 1, times: 1 },
    { kind: 'delay', seconds: 0.7 },
  );
  return Promise.all(Array.from({ length: 20 }, (_, index) => shop.askForOrder('pm_card_visa', changes(index))));
}

test('the same order twenty times at once is authorized once, and everybody is answered with it', async () => {
  const { orderId } = orderBody();
  const orders = await twentyAtOnce(() => ({ orderId }));
  expect(orders.map(({ answer }) => (answer.status > 300 ? answer.text : answer.status)).sort()).toEqual([
    ...Array<number>(19).fill(200),
    201,
  ]);
  const intents = new Set(orders.map(({ placed }) => placed.payment.paymentIntentId));
  expect(intents.size).toBe(1);
});

test('one of twenty orders under one id at once is accepted, the others are conflicts', async () => {
  const { orderId } = orderBody();
  const orders = await twentyAtOnce((discountAmount) => ({ orderId, discountAmount }));
  expect(orders.map(({ answer }) => answer.status).sort()).toEqual([201, ...Array<number>(19).fill(409)]);
  const accepted = orders.find(({ answer }) => answer.status === 201);
  expect(await accepted?.read()).toEqual(accepted?.placed);
});

test('one of two orders under one id at once is accepted, the other is a conflict', async () => {
  const { orderId } = orderBody();
  const orders = await Promise.all(
    [{}, { discountAmount: 100 }].map((changes) => shop.askForOrder('pm_card_visa', { orderId, ...changes })),
  );
  expect(orders.map(({ answer }) => answer.status).sort()).toEqual([201, 409]);
});

test('a declined card is an order that waits for another card', async () => {
  const { placed } = await shop.placeOrder('pm_card_visa_chargeDeclinedInsufficientFunds');
  expect(placed).toMatchObject({
    status: 'requires_payment_method',
    amounts: { held: 0 },
    payment: { lastError: { code: 'card_declined', declineCode: 'insufficient_funds' }, plan: null },
  });
});

test("without a card the answer carries the client secret for the buyer's browser", async () => {
  const { status, payment } = (await shop.placeOrder({})).placed;
  expect(status).toBe('requires_payment_method');
  expect(payment.clientSecret).toMatch(/^pi_.+_secret_/);
  expect(shop.api.log.join('')).not.toContain('_secret_');
});

test('a card that wants 3-D Secure answers where to send the buyer', async () => {
  const secure = { paymentMethod: 'pm_card_threeDSecure2Required', returnUrl: 'https://shop.example/return' };
  const { status, payment } = (await shop.placeOrder(secure)).placed;
  expect(status).toBe('requires_action');
  expect(payment.nextAction).toMatchObject({ type: 'redirect_to_url' });
});

test('a canceled order still answers its create, and a conflict', async () => {
  const order = await shop.placeOrder();
  await order.cancel('c');
  await order.workflow.result();
  const { orderId } = order;
  const again = await shop.askForOrder('pm_card_visa', { orderId });
  expect([again.answer.status, again.placed.status]).toEqual([200, 'canceled']);
  const { answer: other } = await shop.askForOrder('pm_card_visa', { orderId, discountAmount: 100 });
  expect(other.problem().code).toBe('order_conflict');
});

test('the list goes through all orders in pages, newest first, and filters', async () => {
  const orders = [await shop.placeOrder(), await shop.placeOrder(), await shop.placeOrder()];
  const orderIds = orders.map(({ orderId }) => orderId);
  const seen: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const query: string = cursor === '' ? '' : `&cursor=${cursor}`;
    const page = orderPageSchema.parse((await shop.api.get(`/v1/orders?limit=2${query}`)).json());
    expect(page.orders.length).toBeLessThanOrEqual(2);
    seen.push(...page.orders.map(({ orderId }) => orderId));
    cursor = page.nextCursor;
  }
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen.filter((orderId) => orderIds.includes(orderId))).toEqual([...orderIds].reverse());

  const declined = orderPageSchema.parse((await shop.api.get('/v1/orders?status=requires_payment_method')).json());
  expect(declined.orders.map(({ status }) => status)).toEqual(declined.orders.map(() => 'requires_payment_method'));
  expect(declined.orders.length).toBeGreaterThan(0);
  const none = await shop.api.get('/v1/orders?releaseBefore=2020-01-01T00:00:00%2B01:00');
  expect(none.json()).toEqual({ orders: [], nextCursor: null });
  expect((await shop.api.get('/v1/orders?attention=true')).json()).toEqual({ orders: [], nextCursor: null });
});

test('timeline and ledger tell what happened', async () => {
  const body = orderBody();
  const { orderId } = body;
  await shop.api.post('/v1/orders', body, { 'x-request-id': 'create-told' });
  const order = shop.order(orderId);
  expect((await order.get('/timeline')).json()).toMatchObject({
    orderId,
    entries: expect.arrayContaining([
      expect.objectContaining({ kind: 'hold_placed', amount: { amount: 4600, currency: 'usd' } }),
      expect.objectContaining({ requestId: 'create-told' }),
    ]) as unknown[],
  });
  expect((await order.get('/ledger')).json()).toMatchObject({
    transactions: [{ kind: 'hold_placed', entries: [{ side: 'debit' }, { side: 'credit' }] }],
    balances: [
      { account: 'card_holds', balance: { amount: 4600, currency: 'usd' } },
      { account: 'cardholder_authorizations', balance: { amount: 4600, currency: 'usd' } },
    ],
  });
});
