import { randomUUID } from 'node:crypto';
import { eventually } from '../../../../test/setup/eventually';
import type { ApiOrder } from '../../../../test/setup/shop/api-order';
import { openApiShop } from '../../../../test/setup/shop/api-shop';
import { ledgerPageSchema } from '../ledger/ledger.schema';
import { ACCOUNTING } from '../../../../workflows/accounting/messages';
import { TASK_QUEUE } from '../../../../workflows/order-payment/messages';
import { monthReportSchema, type MonthReport } from './month.schema';
import { payoutListSchema, payoutReportSchema, type PayoutReport } from './report.schema';

/** Each test has an account and books of its own: what one test moves would be in the month of the other. */
const shop = openApiShop({ webhooks: true, ofEachTest: true, stripe: { payout_schedule: 'daily' } });

const DAY = 24 * 60 * 60;

/** One run of the schedule. */
async function readBalance(): Promise<void> {
  const started = { workflowId: `run-${randomUUID()}`, taskQueue: TASK_QUEUE };
  await shop.holdfast.client.workflow.execute(ACCOUNTING, started);
}

async function settledOrder(card = 'pm_card_visa', changes: object = {}): Promise<ApiOrder> {
  const order = await shop.placeOrder(card, { orderNumber: '#1042', ...changes });
  expect((await order.ship('A', '1:1')).status).toBe(201);
  await order.until(({ amounts }) => amounts.settled > 0);
  return order;
}

/** Somebody else charges a card on the same Stripe account. */
async function foreignCharge(amount: string): Promise<void> {
  const { url, apiKey } = shop.stripe;
  const params = { amount, currency: 'usd', source: 'tok_visa', description: 'Subscription' };
  const headers = { authorization: `Bearer ${apiKey}` };
  const answer = await fetch(`${url}/v1/charges`, { method: 'POST', headers, body: new URLSearchParams(params) });
  expect([answer.status, await answer.text()]).toEqual([200, expect.any(String)]);
}

async function report(path: string): Promise<unknown> {
  const answer = await shop.api.get(`/v1/reports${path}`);
  expect([answer.status, answer.text]).toEqual([200, expect.any(String)]);
  return answer.json();
}

async function rows(query = ''): Promise<Record<string, string | null>[]> {
  const answer = await shop.api.get(`/v1/reports/transactions?from=2026-01-01&to=2090-01-01&format=ndjson${query}`);
  expect(answer.status).toBe(200);
  return answer.text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, string | null>);
}

async function payouts(): Promise<PayoutReport[]> {
  const { payouts: found } = payoutListSchema.parse(await report('/payouts?from=2026-01-01&to=2090-01-01'));
  return Promise.all(found.map(async ({ payoutId }) => payoutReportSchema.parse(await report(`/payouts/${payoutId}`))));
}

async function month(name: string): Promise<MonthReport> {
  return monthReportSchema.parse(await report(`/months/${name}`));
}

/** Of the movements of no order, by what they are. */
async function bookedPayouts(): Promise<string[]> {
  const page = ledgerPageSchema.parse((await shop.api.get('/v1/ledger?limit=1000')).json());
  return page.transactions
    .filter(({ orderId }) => orderId === null)
    .map(({ kind, entries }) =>
      [kind, ...entries.map(({ account, amount }) => `${account} ${amount.amount.toString()}`)].join(' '),
    );
}

test('every movement of the balance is a row, with what of an order it is', async () => {
  const order = await settledOrder();
  await foreignCharge('5000');
  expect((await order.refund('R', { amount: 1000 })).status).toBe(201);
  await eventually(
    async () => {
      await readBalance();
      return rows();
    },
    (found) => found.some(({ refund_id: refundId }) => refundId === 'R'),
  );
  const found = await rows('&timezone=Europe/Berlin');
  const rowOf = (gross: string): unknown => found.find((row) => row['gross'] === gross);
  expect(rowOf('23.00')).toMatchObject({
    ...{ reporting_category: 'charge', gross: '23.00', fee: '0.97', net: '22.03', currency: 'usd' },
    ...{ order_id: order.orderId, order_number: '#1042', shipment_id: 'A', customer_facing_amount: '23.00' },
    ...{ goods: '20.00', shipping: '2.00', tax: '2.00', discount: '1.00', adjustment: '0.00', refund_id: null },
  });
  expect(rowOf('50.00')).toMatchObject({ gross: '50.00', order_id: null, goods: null, description: 'Subscription' });
  expect(rowOf('-10.00')).toMatchObject({
    reporting_category: 'refund',
    gross: '-10.00',
    goods: '-8.71',
    tax: '-0.86',
  });
  const csv = await shop.api.get('/v1/reports/transactions?from=2026-01-01&to=2090-01-01');
  expect(csv.headers['content-type']).toBe('text/csv; charset=utf-8');
  const [header = '', ...lines] = csv.text.split('\r\n');
  expect(header.startsWith('balance_transaction_id,created_utc,created,available_on_utc')).toBe(true);
  expect(lines.filter((line) => line.includes(`,${order.orderId},#1042,`))).toHaveLength(2);
});

test('a payout is booked on its way to the bank, and says what of it is ours', async () => {
  await settledOrder();
  await foreignCharge('5000');
  await shop.stripe.advance(9 * DAY);
  await readBalance();
  const [payout] = await payouts();
  const ours = { line: 'captures', currency: 'usd', count: 1, gross: 2300, fee: 97, net: 2203 };
  const foreign = { reportingCategory: 'charge', description: 'Subscription', currency: 'usd', count: 1 };
  expect(payout).toMatchObject({
    ...{ automatic: true, status: 'paid', amount: { amount: 2203 + 4825, currency: 'usd' } },
    paidOut: { ours: [ours], foreign: [{ ...foreign, net: 4825 }], difference: { amount: 0 }, differences: [] },
  });
  expect(await bookedPayouts()).toEqual([
    'paid_out bank_in_transit 7028 stripe_balance 7028',
    'payout_arrived bank 7028 bank_in_transit 7028',
  ]);
  expect((await rows()).map(({ automatic_payout_id: id }) => id === payout?.payoutId)).toEqual([true, true, true]);
});

test('a payout that the bank sends back is in the balance again', async () => {
  await shop.stripe.account({ payout_outcome: 'account_closed' });
  await settledOrder();
  await shop.stripe.advance(3 * DAY);
  await readBalance();
  await shop.stripe.advance(4 * DAY);
  await readBalance();
  expect(await payouts()).toEqual(
    expect.arrayContaining([expect.objectContaining({ status: 'failed', failureCode: 'account_closed' })]),
  );
  expect((await bookedPayouts()).slice(0, 2)).toEqual([
    'paid_out bank_in_transit 2203 stripe_balance 2203',
    'payout_returned stripe_balance 2203 bank_in_transit 2203',
  ]);
});

test('a month adds up to the balance, and a cent that is booked otherwise is found and named', async () => {
  await shop.stripe.account({ payout_schedule: 'manual' });
  await readBalance();
  const order = await settledOrder();
  await readBalance();
  await readBalance();
  const [moved] = await rows();
  const name = moved?.['created_utc']?.slice(0, 7) ?? '';
  const [balance] = (await month(name)).balances;
  expect(balance).toEqual({
    ...{ currency: 'usd', opening: 0, closing: 2203, fees: 97 },
    lines: [{ line: 'captures', currency: 'usd', count: 1, gross: 2300, fee: 97, net: 2203 }],
  });
  expect(await month(name)).toMatchObject({
    differences: [],
    openHolds: [{ orderId: order.orderId, amount: { amount: 2300, currency: 'usd' } }],
    atStripe: [{ currency: 'usd', balance: 2203, difference: 0 }],
    closed: null,
  });
  await shop.sql('update balance_transactions set fee = fee + 1, net = net - 1');
  expect((await month(name)).differences).toEqual([
    expect.objectContaining({ orderId: order.orderId, net: 2202, ledgerNet: 2203 }),
  ]);
  expect(await closing(name)).toBe('month_not_closable');
});

/** Whether the two are of one year or not. */
function monthAfter(name: string): string {
  const [year = 0, number = 0] = name.split('-').map(Number);
  return new Date(Date.UTC(year, number, 1)).toISOString().slice(0, 7);
}

async function closing(name: string, body: object = {}): Promise<string | number> {
  const answer = await shop.api.post(`/v1/reports/months/${name}/closing`, body);
  return answer.status < 300 ? answer.status : answer.problem().code;
}

test('a closed month never changes: what is recorded later is counted in the next one', async () => {
  await shop.stripe.account({ payout_schedule: 'manual' });
  await settledOrder();
  await readBalance();
  const name = (await rows())[0]?.['created_utc']?.slice(0, 7) ?? '';
  expect(await closing(name)).toBe('month_not_closable');
  await shop.stripe.advance(40 * DAY);
  await settledOrder();
  await readBalance();
  expect(await closing(name)).toBe(201);
  expect(await closing(name)).toBe(200);
  const closed = await month(name);
  await shop.sql(
    `insert into balance_transactions (balance_transaction_id, type, reporting_category, gross, fee, net, currency,
      created_at, available_on, recorded_at)
    select 'txn_late', type, 'fee', -7, 0, -7, currency, created_at, available_on, clock_timestamp()
    from balance_transactions order by created_at limit 1`,
  );
  expect(await month(name)).toEqual(closed);
  const next = await month(monthAfter(name));
  expect(next.late).toMatchObject([{ balanceTransactionId: 'txn_late', month: name, net: -7 }]);
  expect(next.balances).toMatchObject([{ opening: closed.balances[0]?.closing }]);
  expect(next.balances[0]?.lines.at(-1)).toMatchObject({ line: 'fees', gross: -7 });
});

test('a month of refunds, a dispute, two currencies and payouts closes without a difference', async () => {
  await settledOrder();
  const order = await settledOrder();
  expect((await order.refund('R', { amount: 777 })).status).toBe(201);
  const pounds = await settledOrder('pm_card_visa', { currency: 'gbp' });
  expect((await pounds.refund('R', { shipmentId: 'A' })).status).toBe(201);
  const disputed = await settledOrder('pm_card_createDispute');
  await disputed.until(({ attention }) => attention.some(({ code }) => code === 'dispute_opened'));
  await readBalance();
  const name = (await rows())[0]?.['created_utc']?.slice(0, 7) ?? '';
  await shop.stripe.advance(40 * DAY);
  await settledOrder();
  await readBalance();
  await readBalance();
  expect(await closing(name)).toBe(201);
  const closed = await month(name);
  expect(closed.differences).toEqual([]);
  const lines = closed.balances.flatMap(({ lines: own }) => own.map(({ line, count }) => [line, count]));
  // Early in a month its own sales are paid out within it, else in the next.
  expect(lines.filter(([line]) => line !== 'payouts')).toEqual([
    ['captures', 4],
    ['refunds', 2],
    ['disputes', 1],
  ]);
  const next = await month(monthAfter(name));
  expect(next.differences).toEqual([]);
  const both = [...closed.balances, ...next.balances].flatMap(({ lines: own }) => own.map(({ line }) => line));
  expect(both).toContain('payouts');
  expect(next.balances[0]?.opening).toBe(closed.balances[0]?.closing);
});
