import { randomUUID } from 'node:crypto';
import { driveApi, type ApiDriver, type HttpAnswer } from '../apps/api/src/testing/api-driver';
import { orderSchema, type Order } from '../apps/api/src/orders/order.schema';
import { shipmentSchema } from '../apps/api/src/shipments/shipment.schema';
import { orderPaymentId } from '../workflows/order-payment/messages';
import { startHoldfast, tell, type Holdfast } from './setup/holdfast';
import { expectConsistentRecords, expectConsistentRecordsOfEnded } from './setup/consistent-records';

/** Orders in every kind of currency, from the first request to the last row of the ledger. */

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

beforeEach(() =>
  holdfast.stripe.account({
    ...{ settlement_delay_seconds: 0, settlement_currency: 'usd', capture_below_minimum: 'allowed' },
  }),
);
afterEach(() => holdfast.stripe.requireSound());
afterEach(() => expectConsistentRecordsOfEnded(holdfast));

interface Prices {
  readonly currency: string;
  /** Of each of the three units. */
  readonly unitPrice: number;
  readonly shipping: number;
  readonly discount: number;
  readonly tax: number;
}

async function place({ currency, unitPrice, shipping, discount, tax }: Prices): Promise<HttpAnswer> {
  return api.post('/v1/orders', {
    ...{ orderId: `c-${randomUUID()}`, currency, shipping: { amount: shipping }, discountAmount: discount },
    lines: [{ lineId: '1', name: 'Product', quantity: 3, unitPrice, taxAmount: tax }],
    payment: { paymentMethod: 'pm_card_visa' },
  });
}

async function placed(prices: Prices): Promise<string> {
  const answer = await place(prices);
  expect(answer.status).toBe(201);
  return orderSchema.parse(answer.json()).orderId;
}

function ship(orderId: string, shipmentId: string, quantity: number): Promise<HttpAnswer> {
  return api.post(`/v1/orders/${orderId}/shipments`, { shipmentId, lines: [{ lineId: '1', quantity }] });
}

function refund(orderId: string, refundId: string, what: object): Promise<HttpAnswer> {
  return api.post(`/v1/orders/${orderId}/refunds`, { refundId, reason: 'broken', ...what });
}

async function read(orderId: string): Promise<Order> {
  return orderSchema.parse((await api.get(`/v1/orders/${orderId}`)).json());
}

async function closed(orderId: string): Promise<Order> {
  const workflow = holdfast.client.workflow.getHandle(orderPaymentId(orderId));
  await tell(workflow, 'settlement', 'charge.updated');
  await workflow.result();
  return read(orderId);
}

/** Two shipments, settled, a unit and an amount refunded; what each capture took. */
async function liveThrough(prices: Prices, smallest: number): Promise<{ orderId: string; captured: number[] }> {
  const orderId = await placed(prices);
  const shipments = [await ship(orderId, 'A', 1), await ship(orderId, 'B', 2)];
  expect(shipments.map(({ status }) => status)).toEqual([201, 201]);
  expect(await closed(orderId)).toMatchObject({ status: 'completed', attention: [] });
  expect((await refund(orderId, 'R1', { lines: [{ lineId: '1', quantity: 1 }] })).json()).toMatchObject({
    status: 'succeeded',
  });
  expect((await refund(orderId, 'R2', { amount: smallest })).json()).toMatchObject({ status: 'succeeded' });
  await expectConsistentRecords(holdfast, orderId);
  return { orderId, captured: shipments.map((priced) => shipmentSchema.parse(priced.json()).amount) };
}

// Sums that no division meets: the remainders have to go somewhere, in steps that a card can move.
test.each([
  { currency: 'jpy', step: 1, unitPrice: 333, shipping: 100, discount: 50, tax: 100 },
  { currency: 'krw', step: 1, unitPrice: 9_999, shipping: 2_500, discount: 1_000, tax: 1_001 },
  { currency: 'kwd', step: 10, unitPrice: 3_330, shipping: 1_000, discount: 500, tax: 1_010 },
  { currency: 'bhd', step: 10, unitPrice: 1_230, shipping: 100, discount: 10, tax: 50 },
  { currency: 'jod', step: 10, unitPrice: 4_560, shipping: 1_100, discount: 70, tax: 20 },
  { currency: 'omr', step: 10, unitPrice: 7_890, shipping: 10, discount: 20, tax: 40 },
  { currency: 'tnd', step: 10, unitPrice: 12_350, shipping: 1_000, discount: 1_010, tax: 10 },
  { currency: 'isk', step: 100, unitPrice: 99_900, shipping: 10_000, discount: 5_000, tax: 10_000 },
  { currency: 'ugx', step: 100, unitPrice: 500_000, shipping: 10_000, discount: 100, tax: 200 },
  { currency: 'huf', step: 1, unitPrice: 33_333, shipping: 1_001, discount: 7, tax: 100 },
  { currency: 'twd', step: 1, unitPrice: 3_333, shipping: 101, discount: 7, tax: 100 },
])('$currency: held, shipped, settled, refunded, closed', async ({ step, ...prices }) => {
  const { orderId, captured } = await liveThrough(prices, step);
  const { amounts } = await read(orderId);
  const total = 3 * prices.unitPrice + prices.shipping + prices.tax - prices.discount;
  expect(amounts).toMatchObject({ total, captured: total, settled: total, held: 0, released: 0, lost: 0 });
  expect(captured.reduce((sum, amount) => sum + amount, 0)).toBe(total);
  for (const amount of [...captured, amounts.refunded]) expect(amount % step).toBe(0);
});

test('KWD: an amount that no card can move is refused, with the field', async () => {
  const prices = { currency: 'kwd', unitPrice: 3_335, shipping: 1_000, discount: 0, tax: 0 };
  const answer = await place(prices);
  expect([answer.status, answer.problem().errors]).toMatchObject([400, [{ path: 'lines[0].unitPrice' }]]);
  const orderId = await placed({ ...prices, unitPrice: 3_330 });
  await ship(orderId, 'A', 1);
  const refused = await refund(orderId, 'R1', { amount: 15 });
  expect([refused.status, refused.problem().errors]).toMatchObject([400, [{ path: 'amount' }]]);
});

test('pounds that settle in dollars: the fee, the net and the balance are in dollars, the rest stays in pounds', async () => {
  const orderId = await placed({ currency: 'gbp', unitPrice: 2_000, shipping: 400, discount: 0, tax: 0 });
  await ship(orderId, 'A', 1);
  await ship(orderId, 'B', 2);
  const { amounts, shipments } = await closed(orderId);
  // 21.33 GBP at 1.25 are 26.66 USD, 42.67 GBP are 53.34 USD; of each 2.9 % and 0.30.
  expect(shipments.map(({ amount, capture }) => [amount, capture.fee, capture.net])).toEqual([
    [2_134, 107, 2_561],
    [4_266, 185, 5_148],
  ]);
  expect(shipments.map(({ capture }) => capture.settlementCurrency)).toEqual(['usd', 'usd']);
  expect(amounts).toMatchObject({ captured: 6_400, settled: 6_400, fees: [{ amount: 292, currency: 'usd' }] });

  expect((await refund(orderId, 'R1', { shipmentId: 'A' })).json()).toMatchObject({ amount: 2_134, currency: 'gbp' });
  const { balances } = (await api.get(`/v1/orders/${orderId}/ledger`)).json() as { balances: object[] };
  expect(balances).toEqual(
    expect.arrayContaining([
      { account: 'stripe_balance', balance: { amount: 0, currency: 'gbp' } },
      { account: 'stripe_balance', balance: { amount: 2_561 + 5_148 - 2_668, currency: 'usd' } },
      { account: 'sales', balance: { amount: 6_400, currency: 'gbp' } },
      { account: 'refunds', balance: { amount: 2_134, currency: 'gbp' } },
      { account: 'processing_fees', balance: { amount: 292, currency: 'usd' } },
    ]),
  );
  await expectConsistentRecords(holdfast, orderId);
});

test.each([
  { from: 'jpy', to: 'usd', unitPrice: 3_000 },
  { from: 'usd', to: 'jpy', unitPrice: 3_000 },
  { from: 'kwd', to: 'usd', unitPrice: 3_330 },
  { from: 'usd', to: 'kwd', unitPrice: 3_333 },
  { from: 'krw', to: 'eur', unitPrice: 30_000 },
])('$from that settles in $to', async ({ from, to, unitPrice }) => {
  await holdfast.stripe.account({ settlement_currency: to });
  const { orderId } = await liveThrough({ currency: from, unitPrice, shipping: 0, discount: 0, tax: 0 }, 10);
  const { amounts } = await read(orderId);
  expect(amounts.fees).toMatchObject([{ currency: to }]);
});

test('less than Stripe charges is refused before anything is asked of it, with the field', async () => {
  const before = (await holdfast.stripe.requests('/v1/payment_intents')).length;
  const answer = await place({ currency: 'usd', unitPrice: 16, shipping: 1, discount: 0, tax: 0 });
  expect([answer.status, answer.problem()]).toMatchObject([
    400,
    {
      code: 'invalid_request',
      errors: [{ path: 'lines', message: "the order's total is 0.49 USD; Stripe takes no payment below 0.50 USD" }],
    },
  ]);
  expect((await holdfast.stripe.requests('/v1/payment_intents')).length).toBe(before);
});

test('less than Stripe charges in its own currency: the order says so, and nobody is called', async () => {
  const error = { kind: 'error', status: 400, type: 'invalid_request_error', code: 'amount_too_small', stored: false };
  const message = 'Amount must convert to at least 50 cents.';
  await holdfast.stripe.fault({ method: 'POST', path: '/v1/payment_intents', nth: 1, times: 1 }, { ...error, message });
  const answer = await place({ currency: 'gbp', unitPrice: 12, shipping: 0, discount: 0, tax: 0 });
  expect([answer.status, answer.json()]).toMatchObject([
    201,
    {
      status: 'requires_payment_method',
      payment: {
        lastError: { code: 'amount_too_small', message: expect.stringContaining('less than what can be') as string },
      },
      attention: [],
    },
  ]);
});

test('a shipment that is worth less than Stripe captures at once: refused with the field, and shipped with more', async () => {
  await holdfast.stripe.account({ capture_below_minimum: 'refused' });
  const orderId = await placed({ currency: 'usd', unitPrice: 30, shipping: 0, discount: 0, tax: 0 });
  const refused = await ship(orderId, 'A', 1);
  expect([refused.status, refused.problem()]).toMatchObject([
    400,
    {
      code: 'invalid_request',
      errors: [{ path: 'lines', message: expect.stringContaining('ship more units') as string }],
    },
  ]);
  expect(await read(orderId)).toMatchObject({ status: 'authorized', attention: [], amounts: { held: 90 } });
  expect((await ship(orderId, 'A', 3)).json()).toMatchObject({ status: 'captured', amount: 90 });
  expect((await closed(orderId)).status).toBe('completed');
});
