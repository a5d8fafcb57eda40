import { sql } from 'kysely';
import { openShopDatabase } from '../../../test/setup/desks/shop-database';
import { findDifferences } from './balance-differences';
import { readTransactions } from './transaction-reader';

const place = openShopDatabase();
const ROWS = 4_500;

/** A hundred movements share each second, so that pages are cut within one. */
beforeAll(async () => {
  await sql`
    insert into balance_transactions (balance_transaction_id, type, reporting_category, gross, fee, net, currency, source,
      created_at, available_on, recorded_at)
    select 'txn_' || n, 'charge', 'charge', 2300, 97, 2203, 'usd', 'ch_' || n,
      timestamptz '2026-11-01' + (n / 100) * interval '1 second', timestamptz '2026-11-03', now()
    from generate_series(1, ${ROWS}::int) n`.execute(place.database);
});

const span = { from: '2026-11-01T00:00:00.000Z', to: '2026-12-01T00:00:00.000Z' };

test('a report comes a thousand rows at a time, each row once and the oldest first', async () => {
  const sizes: number[] = [];
  const seen: string[] = [];
  for await (const page of readTransactions(place.database, { kind: 'time', ...span })) {
    sizes.push(page.length);
    seen.push(...page.map(({ createdAt, balanceTransactionId }) => `${createdAt} ${balanceTransactionId}`));
  }
  expect(sizes).toEqual([1_000, 1_000, 1_000, 1_000, 500]);
  expect(new Set(seen).size).toBe(ROWS);
  const times = seen.map((row) => row.slice(0, 24));
  expect(times).toEqual([...times].sort());
});

test('whoever stops reading asks for no more', async () => {
  const pages = readTransactions(place.database, { kind: 'time', ...span });
  const { value } = await pages.next();
  await pages.return();
  expect(value).toHaveLength(1_000);
  expect((await pages.next()).done).toBe(true);
});

test('what is nothing of ours differs from nothing', async () => {
  expect(await findDifferences(place.database, span, 10)).toEqual([]);
});
