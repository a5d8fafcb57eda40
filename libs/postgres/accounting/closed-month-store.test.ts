import { sql } from 'kysely';
import type { BalanceMovement } from '../../domain/provider/balance-list';
import { eventually } from '../../../test/setup/eventually';
import { openShopDatabase } from '../../../test/setup/desks/shop-database';
import { inTransaction } from '../database/transaction';
import { saveMovements } from './balance-store';
import { closeMonth, type NewClosedMonth } from './closed-month-store';
import { readMonth } from './month-reader';

const place = openShopDatabase();

const NOVEMBER = { from: '2026-11-01T00:00:00.000Z', to: '2026-12-01T00:00:00.000Z' };
const DECEMBER = { from: NOVEMBER.to, to: '2027-01-01T00:00:00.000Z' };

function movement(balanceTransactionId: string): BalanceMovement {
  const usd = (amount: number): BalanceMovement['net'] => ({ amount, currency: 'usd' });
  return {
    ...{ balanceTransactionId, type: 'charge', reportingCategory: 'charge', source: null, description: null },
    ...{ gross: usd(100), fee: usd(0), net: usd(100), exchangeRate: null },
    ...{ createdAt: '2026-11-30T23:59:59.000Z', availableOn: '2026-12-02T00:00:00.000Z' },
  };
}

function november(report: object): NewClosedMonth {
  return {
    ...{ month: '2026-11', timezone: 'UTC', begins_at: NOVEMBER.from, ends_at: NOVEMBER.to },
    ...{ key_name: null, person: null, request_id: 'request', report },
  };
}

test('a month closes after what is being recorded, and everything later is counted in the next', async () => {
  const { database } = place;
  let finish = (): void => undefined;
  const read = new Promise<void>((resolve) => {
    finish = resolve;
  });
  let recording = Promise.resolve();
  await new Promise<void>((begun) => {
    recording = inTransaction(database, async (transaction) => {
      await saveMovements(transaction, [movement('txn_1')]);
      begun();
      await read;
    });
  });
  const closing = closeMonth(database, async (transaction) => november(await readMonth(transaction, NOVEMBER)));
  await eventually(
    () =>
      sql<{ waiting: number }>`select count(*)::int as waiting from pg_locks where locktype = 'advisory' and not granted
      and database = (select oid from pg_database where datname = current_database())`.execute(database),
    ({ rows }) => rows[0]?.waiting === 1,
  );
  finish();
  await recording;
  expect(await closing).toBe('closed');
  const kept = await database.selectFrom('closed_months').select('report').executeTakeFirstOrThrow();
  expect(kept.report).toMatchObject({ sums: [{ currency: 'usd', count: 1, net: 100 }] });

  await inTransaction(database, (transaction) => saveMovements(transaction, [movement('txn_2')]));
  expect((await readMonth(database, NOVEMBER)).sums).toMatchObject([{ count: 1, net: 100 }]);
  const next = await readMonth(database, DECEMBER);
  expect(next).toMatchObject({
    openings: [{ currency: 'usd', amount: 100 }],
    sums: [{ count: 1, net: 100 }],
    late: [{ balanceTransactionId: 'txn_2', month: '2026-11' }],
  });
});

test.each(['update closed_months set month = month', 'delete from closed_months', 'truncate closed_months'])(
  'the database refuses to change a closed month: %s',
  async (statement) => {
    await expect(sql.raw(statement).execute(place.database)).rejects.toThrow(/never changed or deleted/);
  },
);

test('what is older than the first closed month counts, recorded later, in the month after it', async () => {
  const old = { ...movement('txn_3'), createdAt: '2026-10-31T12:00:00.000Z' };
  await inTransaction(place.database, (transaction) => saveMovements(transaction, [old]));
  expect(await readMonth(place.database, DECEMBER)).toMatchObject({
    openings: [{ amount: 100 }],
    late: [{ balanceTransactionId: 'txn_3', month: '2026-11' }, { balanceTransactionId: 'txn_2' }],
  });
});
