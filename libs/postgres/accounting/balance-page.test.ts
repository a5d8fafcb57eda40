import { sql } from 'kysely';
import { openShopDatabase } from '../../../test/setup/desks/shop-database';
import { BEFORE_ALL, endOfPage, onPage, type BalanceRange } from './balance-page';

const place = openShopDatabase();

/** A movement every second. */
const ROWS = 50_000;
const PAGE = 1_000;

beforeAll(async () => {
  await sql`
    insert into balance_transactions (balance_transaction_id, type, reporting_category, gross, fee, net, currency, source,
      created_at, available_on, recorded_at)
    select 'txn_' || n, 'charge', 'charge', 2300, 97, 2203, 'usd', 'ch_' || n,
      timestamptz '2026-11-01' + n * interval '1 second', timestamptz '2026-11-03', now()
    from generate_series(1, ${ROWS}::int) n`.execute(place.database);
  await sql`analyze balance_transactions`.execute(place.database);
});

const range: BalanceRange = { kind: 'time', from: '2026-11-01T00:00:00.000Z', to: '2026-12-01T00:00:00.000Z' };

test.each([
  { where: 'first', after: BEFORE_ALL },
  { where: 'middle', after: { createdAt: '2026-11-01T07:00:00.000Z', id: 'txn_25200' } },
])('the $where page of a long report is found by the index, and no other movement is looked at', async ({ after }) => {
  const through = await endOfPage(place.database, range, after, PAGE);
  if (through === undefined) throw new Error('there is a page');
  const { rows } = await sql<{ 'QUERY PLAN': string }>`
    explain select * from booked_balance_transactions moved where ${onPage(range, after, through)}`.execute(
    place.database,
  );
  const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
  expect(plan).toContain('balance_transactions_by_creation');
  expect(plan).not.toContain('Seq Scan on balance_transactions');
});
