import { shipmentSchema } from '../apps/api/src/shipments/shipment.schema';
import { totalOf } from '../libs/domain/ledger/ledger-balances';
import type { ApiOrder } from './setup/shop/api-order';
import { openApiShop } from './setup/shop/api-shop';
import { units } from './setup/shop/units';

/** Orders in every kind of currency, from the first request to the last row of the ledger. */
const shop = openApiShop({ stripe: { settlement_currency: 'usd', capture_below_minimum: 'allowed' } });

interface Prices {
  readonly currency: string;
  /** Of each of the three units. */
  readonly unitPrice: number;
  readonly shipping: number;
  readonly discount: number;
  readonly tax: number;
}

function placed(prices: Prices): Promise<ApiOrder> {
  return shop.placeOrder('pm_card_visa', bodyOf(prices));
}

function bodyOf({ currency, unitPrice, shipping, discount, tax }: Prices): object {
  const lines = [{ lineId: '1', name: 'Product', quantity: 3, unitPrice, taxAmount: tax }];
  return { currency, shipping: { amount: shipping }, discountAmount: discount, lines };
}

async function closed(order: ApiOrder): Promise<Awaited<ReturnType<ApiOrder['read']>>> {
  await order.complete();
  return order.read();
}

/** Two shipments, settled, a unit and an amount refunded; what each capture took. */
async function liveThrough(prices: Prices, smallest: number): Promise<{ order: ApiOrder; captured: number[] }> {
  const order = await placed(prices);
  const shipments = [await order.ship('A', '1:1'), await order.ship('B', '1:2')];
  expect(shipments.map(({ status }) => status)).toEqual([201, 201]);
  expect(await closed(order)).toMatchObject({ status: 'completed', attention: [] });
  expect((await order.refund('R1', { lines: units('1:1') })).json()).toMatchObject({
    status: 'succeeded',
  });
  expect((await order.refund('R2', { amount: smallest })).json()).toMatchObject({ status: 'succeeded' });
  await order.expectConsistentRecords();
  return { order, captured: shipments.map((priced) => shipmentSchema.parse(priced.json()).amount) };
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
  const { order, captured } = await liveThrough(prices, step);
  const { amounts } = await order.read();
  const total = 3 * prices.unitPrice + prices.shipping + prices.tax - prices.discount;
  expect(amounts).toMatchObject({ total, captured: total, settled: total, held: 0, released: 0, lost: 0 });
  expect(captured.reduce((sum, amount) => sum + amount, 0)).toBe(total);
  for (const amount of [...captured, amounts.refunded]) expect(amount % step).toBe(0);
});

test('KWD: an amount that no card can move is refused, with the field', async () => {
  const prices = { currency: 'kwd', unitPrice: 3_335, shipping: 1_000, discount: 0, tax: 0 };
  const { answer } = await shop.askForOrder('pm_card_visa', bodyOf(prices));
  expect([answer.status, answer.problem().errors]).toMatchObject([400, [{ path: 'lines[0].unitPrice' }]]);
  const order = await placed({ ...prices, unitPrice: 3_330 });
  await order.ship('A', '1:1');
  const refused = await order.refund('R1', { amount: 15 });
  expect([refused.status, refused.problem().errors]).toMatchObject([400, [{ path: 'amount' }]]);
});

test('pounds that settle in dollars have fee, net and balance in dollars, the rest in pounds', async () => {
  const order = await placed({ currency: 'gbp', unitPrice: 2_000, shipping: 400, discount: 0, tax: 0 });
  await order.ship('A', '1:1');
  await order.ship('B', '1:2');
  const { amounts, shipments } = await closed(order);
  // 21.33 GBP at 1.25 are 26.66 USD, 42.67 GBP are 53.34 USD; of each 2.9 % and 0.30.
  expect(shipments.map(({ amount, capture }) => [amount, capture.fee, capture.net])).toEqual([
    [2_134, 107, 2_561],
    [4_266, 185, 5_148],
  ]);
  expect(shipments.map(({ capture }) => capture.settlementCurrency)).toEqual(['usd', 'usd']);
  expect(amounts).toMatchObject({ captured: 6_400, settled: 6_400, fees: [{ amount: 292, currency: 'usd' }] });

  expect((await order.refund('R1', { shipmentId: 'A' })).json()).toMatchObject({ amount: 2_134, currency: 'gbp' });
  const { balances } = await order.ledger();
  expect(balances).toEqual(
    expect.arrayContaining([
      { account: 'stripe_balance', balance: { amount: 0, currency: 'gbp' } },
      { account: 'stripe_balance', balance: { amount: 2_561 + 5_148 - 2_668, currency: 'usd' } },
      { account: 'processing_fees', balance: { amount: 292, currency: 'usd' } },
    ]),
  );
  expect([totalOf('sales', balances, 'gbp'), totalOf('refunds', balances, 'gbp')]).toEqual([6_400, 2_134]);
  await order.expectConsistentRecords();
});

test.each([
  { from: 'jpy', to: 'usd', unitPrice: 3_000 },
  { from: 'usd', to: 'jpy', unitPrice: 3_000 },
  { from: 'kwd', to: 'usd', unitPrice: 3_330 },
  { from: 'usd', to: 'kwd', unitPrice: 3_333 },
  { from: 'krw', to: 'eur', unitPrice: 30_000 },
  // No card pays in it, and no table of ours has it.
  { from: 'usd', to: 'usdc', unitPrice: 3_333 },
])('$from that settles in $to', async ({ from, to, unitPrice }) => {
  await shop.stripe.account({ settlement_currency: to });
  const { order } = await liveThrough({ currency: from, unitPrice, shipping: 0, discount: 0, tax: 0 }, 10);
  const { amounts } = await order.read();
  expect(amounts.fees).toMatchObject([{ currency: to }]);
});

test('rupiah: more than eight digits are held, captured and settled', async () => {
  const order = await placed({ currency: 'idr', unitPrice: 150_000_000, shipping: 0, discount: 0, tax: 0 });
  await order.ship('A', '1:2');
  await order.ship('B', '1:1');
  expect((await closed(order)).amounts).toMatchObject({ total: 450_000_000, captured: 450_000_000, lost: 0 });
  await order.expectConsistentRecords();
});

test('more than the card can be charged: the order says so, and nobody is called', async () => {
  const prices = { currency: 'usd', unitPrice: 500_000_000, shipping: 0, discount: 0, tax: 0 };
  const { answer } = await shop.askForOrder('pm_card_amex', bodyOf(prices));
  expect([answer.status, answer.json()]).toMatchObject([
    201,
    { status: 'requires_payment_method', payment: { lastError: { code: 'amount_too_large' } }, attention: [] },
  ]);
});

test('captures of yen that settle in dollars get the cents that are theirs', async () => {
  const order = await placed({ currency: 'jpy', unitPrice: 1_000, shipping: 0, discount: 0, tax: 0 });
  await order.ship('A', '1:1');
  await order.ship('B', '1:2');
  const { shipments } = await closed(order);
  // At 0.7 cents for a yen; of each 2.9 % and 0.30.
  expect(shipments.map(({ capture }) => [capture.fee, capture.net])).toEqual([
    [50, 650],
    [71, 1_329],
  ]);
});

test('less than Stripe charges is refused before anything is asked of it, with the field', async () => {
  const before = (await shop.stripe.requests('/v1/payment_intents')).length;
  const { answer } = await shop.askForOrder(
    'pm_card_visa',
    bodyOf({ currency: 'usd', unitPrice: 16, shipping: 1, discount: 0, tax: 0 }),
  );
  expect([answer.status, answer.problem()]).toMatchObject([
    400,
    {
      code: 'amount_too_small',
      errors: [{ path: 'lines', message: "the order's total is 0.49 USD; Stripe takes no payment below 0.50 USD" }],
    },
  ]);
  expect((await shop.stripe.requests('/v1/payment_intents')).length).toBe(before);
});

test('less than Stripe charges in its own currency: the order says so, and nobody is called', async () => {
  const error = { kind: 'error', status: 400, type: 'invalid_request_error', code: 'amount_too_small', stored: false };
  const message = 'Amount must convert to at least 50 cents.';
  await shop.stripe.fault({ method: 'POST', path: '/v1/payment_intents', nth: 1, times: 1 }, { ...error, message });
  const { answer } = await shop.askForOrder(
    'pm_card_visa',
    bodyOf({ currency: 'gbp', unitPrice: 12, shipping: 0, discount: 0, tax: 0 }),
  );
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

test('a shipment below Stripe’s minimum is refused with the field, and captured with more units', async () => {
  await shop.stripe.account({ capture_below_minimum: 'refused' });
  const order = await placed({ currency: 'usd', unitPrice: 30, shipping: 0, discount: 0, tax: 0 });
  const refused = await order.ship('A', '1:1');
  expect([refused.status, refused.problem()]).toMatchObject([
    400,
    {
      code: 'invalid_request',
      errors: [{ path: 'lines', message: expect.stringContaining('ship more units') as string }],
    },
  ]);
  expect(await order.read()).toMatchObject({ status: 'authorized', attention: [], amounts: { held: 90 } });
  expect((await order.ship('A', '1:3')).json()).toMatchObject({ status: 'captured', amount: 90 });
  expect((await closed(order)).status).toBe('completed');
});
