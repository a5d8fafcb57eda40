import { openApiShop } from '../../../../test/setup/shop/api-shop';
import { monthReportSchema, type MonthReport } from './month.schema';

/** A shop whose only provider tells neither a balance nor a fee. */
const shop = openApiShop({
  atWooshPay: true,
  ordersAudited: false,
  api: { providers: ['wooshpay'], defaultProvider: 'wooshpay' },
});

let orderId: string;
beforeAll(async () => {
  const order = await shop.placeOrder({ provider: 'wooshpay', paymentMethod: 'pm_card_visa' });
  orderId = order.orderId;
});

/** In the ledger, as a capture is or, below 0, a refund. */
async function moved(occurredAt: string, amount: number, source: string): Promise<void> {
  const [balance, sales] = amount > 0 ? ['debit', 'credit'] : ['credit', 'debit'];
  await shop.sql(
    `with movement as (
      insert into ledger_transactions (order_id, source_key, kind, entry_count, actor, created_at, occurred_at)
      values ($1, $2, $3, 2, 'holdfast', now(), $4) returning transaction_id
    )
    insert into ledger_entries (transaction_id, account, side, amount, currency)
    select transaction_id, account, side, $5, 'usd'
    from movement, (values ('wooshpay_balance', $6), ('sales', $7)) entry (account, side)`,
    [orderId, source, amount > 0 ? 'captured' : 'refunded', occurredAt, Math.abs(amount), balance, sales],
  );
}

async function month(name: string): Promise<MonthReport> {
  const answer = await shop.api.get(`/v1/reports/months/${name}`);
  expect([answer.status, answer.text]).toEqual([200, expect.any(String)]);
  return monthReportSchema.parse(answer.json());
}

async function close(name: string): Promise<number | string | undefined> {
  const answer = await shop.api.post(`/v1/reports/months/${name}/closing`, {});
  return answer.status < 300 ? answer.status : answer.problem().detail;
}

test('a month that is not over does not close', async () => {
  expect(await close('2090-01')).toBe('The month is over at 2090-02-01T00:00:00.000Z, and closes an hour later.');
});

test('months close by the ledger alone, and what comes later is counted in the next one', async () => {
  await moved('2026-01-10T12:00:00.000Z', 5000, 'january');
  await moved('2026-02-10T12:00:00.000Z', 4600, 'february');
  await moved('2026-02-11T12:00:00.000Z', -1000, 'back');
  expect(await close('2026-02')).toBe(201);
  expect(await close('2026-02')).toBe(200);
  const february = await month('2026-02');
  expect(february).toMatchObject({
    ...{ balanceTold: false, readAt: null, balances: [], differences: [], closed: { person: null } },
    feesUnknown: [{ provider: 'wooshpay', opening: 5000, received: 4600, returned: 1000, closing: 8600, late: [] }],
  });

  await moved('2026-02-28T23:00:00.000Z', 300, 'late');
  await moved('2026-01-31T23:00:00.000Z', 70, 'later still');
  await moved('2026-03-05T12:00:00.000Z', 2000, 'march');
  expect(await month('2026-02')).toEqual(february);
  const [march] = (await month('2026-03')).feesUnknown;
  expect(march).toMatchObject({ opening: 8600, received: 2370, returned: 0, closing: 10_970 });
  expect(march?.late).toMatchObject([
    { orderId, month: '2026-02', kind: 'captured', amount: { amount: 70, currency: 'usd' } },
    { orderId, month: '2026-02', kind: 'captured', amount: { amount: 300, currency: 'usd' } },
  ]);
  expect(await close('2026-03')).toBe(201);
  expect((await month('2026-03')).feesUnknown).toEqual([march]);
});
