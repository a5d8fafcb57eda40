import { sql } from 'kysely';
import { eventually } from '../../../test/setup/eventually';
import { openDatabaseLine } from '../../../test/setup/database-line';
import { openShopDatabase } from '../../../test/setup/desks/shop-database';
import { INSTANTS } from '../records/instants';
import { openDatabase, toSafeInteger, type Database, type Transaction } from './database';
import { isDatabaseUnavailable } from './database-unavailable';
import { inTransaction } from './transaction';

const place = openShopDatabase();

test('a bigint is a number up to 2^53, and an error above', async () => {
  const read = async (text: string): Promise<unknown> =>
    (await sql<{ value: number }>`select ${text}::bigint as value`.execute(place.database)).rows[0]?.value;

  expect(await read('9007199254740991')).toBe(Number.MAX_SAFE_INTEGER);
  expect(await read('-4600')).toBe(-4600);
  await expect(read('9007199254740992')).rejects.toThrow(RangeError);
  expect(() => toSafeInteger('9007199254740993')).toThrow(RangeError);
});

test('an instant is ISO 8601 in UTC, wherever the server stands', async () => {
  const row = await place.database.transaction().execute(async (transaction) => {
    await sql`set local time zone 'Asia/Kolkata'`.execute(transaction);
    return sql<{ value: string }>`select '2026-11-22T10:00:00.5Z'::timestamptz as value`.execute(transaction);
  });

  expect(row.rows).toEqual([{ value: '2026-11-22T10:00:00.500Z' }]);
});

test('rows read as JSON are what their columns are, and texts in them stay as they are', async () => {
  const { rows } = await sql<{ rows: unknown }>`
    select json_agg(each) as rows from (
      select '2026-11-22T10:00:00.5Z'::timestamptz as created_at, null::timestamptz as settled_at,
        '2026-11-22T10:00:00.5+00:00' as name, 4600::bigint as amount, true as final
    ) as each`.execute(place.database);
  expect(rows[0]?.rows).toEqual([
    {
      ...{ created_at: '2026-11-22T10:00:00.500Z', settled_at: null, name: '2026-11-22T10:00:00.5+00:00' },
      ...{ amount: 4600, final: true },
    },
  ]);
  await expect(sql`select to_json(array[9007199254740993]) as sums`.execute(place.database)).rejects.toThrow(
    RangeError,
  );
});

test('every column that holds an instant is known by its name, and no other has such a name', async () => {
  const { rows } = await sql<{ name: string; type: string }>`
    select distinct column_name as name, data_type as type from information_schema.columns
    where table_schema = 'public' and table_name <> 'pgmigrations'`.execute(place.database);
  const instants = rows.filter(({ type }) => type === 'timestamp with time zone').map(({ name }) => name);
  expect(instants.sort()).toEqual([...INSTANTS].sort());
  const others = rows.filter(({ name, type }) => INSTANTS.has(name) && type !== 'timestamp with time zone');
  expect(others).toEqual([]);
});

test('a statement is prepared once on each connection, and under its name again', async () => {
  const database = openDatabase({ url: place.url, applicationName: 'test-prepared', poolSize: 1 });
  const prepared = async (): Promise<string[]> =>
    (await sql<{ statement: string }>`select statement from pg_prepared_statements`.execute(database)).rows.map(
      ({ statement }) => statement,
    );
  for (const value of [1, 2]) await sql`select ${value}::int + 1`.execute(database);
  expect(await prepared()).toEqual(['select $1::int + 1']);
  await inTransaction(database, (transaction) => sql`select ${3}::int + 1`.execute(transaction));
  expect(await prepared()).toEqual(['select $1::int + 1']);
  await database.destroy();
});

test('a statement prepared before a migration is right after it, in a transaction and without', async () => {
  const database = openDatabase({ url: place.url, applicationName: 'test-migrated', poolSize: 1 });
  await sql`create table shapes (name text)`.execute(database);
  await sql`insert into shapes values ('a')`.execute(database);
  const read = (asked: Database | Transaction): Promise<{ rows: unknown[] }> =>
    sql`select * from shapes where name = ${'a'}`.execute(asked);
  expect((await read(database)).rows).toEqual([{ name: 'a' }]);
  await sql`alter table shapes add column size int default 1`.execute(place.database);
  expect((await read(database)).rows).toEqual([{ name: 'a', size: 1 }]);
  await sql`alter table shapes add column height int default 2`.execute(place.database);
  expect((await inTransaction(database, read)).rows).toEqual([{ name: 'a', size: 1, height: 2 }]);
  await sql`drop table shapes`.execute(database);
  await database.destroy();
});

test('two transactions that deadlock both end well', async () => {
  await sql`create table counters (name text primary key, value bigint not null)`.execute(place.database);
  await sql`insert into counters values ('a', 0), ('b', 0)`.execute(place.database);
  let attempts = 0;
  const firstLocks = barrier(2);
  const add = (first: string, second: string): Promise<void> =>
    inTransaction(place.database, async (transaction) => {
      attempts++;
      await sql`update counters set value = value + 1 where name = ${first}`.execute(transaction);
      await firstLocks();
      await sql`update counters set value = value + 1 where name = ${second}`.execute(transaction);
    });
  await Promise.all([add('a', 'b'), add('b', 'a')]);

  const { rows } = await sql<{ value: number }>`select value from counters`.execute(place.database);
  expect(rows).toEqual([{ value: 2 }, { value: 2 }]);
  expect(attempts).toBe(3);
});

test('a server that is not there is an error, not a wait', async () => {
  const database = openDatabase({ url: 'postgres://nobody@127.0.0.1:1/none', applicationName: 'test' });
  await expect(sql`select 1`.execute(database)).rejects.toThrow(/ECONNREFUSED/);
  await database.destroy();
});

test('a connection that breaks between two statements fails its transaction, and not the process', async () => {
  const broken: Error[] = [];
  const database = openDatabase({
    url: place.url,
    applicationName: 'test-broken',
    onConnectionLost: (error) => broken.push(error),
  });
  const work = inTransaction(database, async (transaction) => {
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(transaction);
    await sql`select pg_terminate_backend(${rows[0]?.pid})`.execute(place.database);
    await eventually(
      () => Promise.resolve(broken.length),
      (count) => count > 0,
    );
    return sql`select 1`.execute(transaction);
  });

  await expect(work).rejects.toThrow(/terminat|not queryable/i);
  expect(await sql`select 1 as one`.execute(database)).toMatchObject({ rows: [{ one: 1 }] });
  await database.destroy();
});

test('a connection that the server has said to end is not given to the next query', async () => {
  const database = openDatabase({ url: place.url, applicationName: 'test-ended', poolSize: 1 });
  const sleeping = sql`select pg_sleep(30), 'test-ended' as name`.execute(database);
  const next = sleeping.catch(() => sql`select 1 as one`.execute(database));
  await eventually(
    () =>
      sql`select pg_terminate_backend(pid) from pg_stat_activity where query like '%pg_sleep%' and application_name = 'test-ended'`.execute(
        place.database,
      ),
    ({ rows }) => rows.length > 0,
  );

  await expect(sleeping).rejects.toMatchObject({ code: '57P01' });
  expect(await next).toMatchObject({ rows: [{ one: 1 }] });
  await database.destroy();
});

test('a connection on which the server fell silent is not used again, nor waited for twice', async () => {
  const line = await openDatabaseLine(place.url);
  const database = openDatabase({ url: line.url, applicationName: 'test-silent', poolSize: 1 });
  await sql`select 1`.execute(database);
  line.silence();
  const begun = Date.now();
  const failure: unknown = await inTransaction(database, (transaction) => sql`select 1`.execute(transaction)).catch(
    (error: unknown) => error,
  );
  expect([isDatabaseUnavailable(failure), String(failure)]).toEqual([true, expect.stringMatching(/read timeout/)]);
  // One wait of 12 s: neither the rollback nor the next in line waits as long once more.
  expect(Date.now() - begun).toBeLessThan(20_000);
  line.restore();
  const again = Date.now();
  expect(await sql`select 1 as one`.execute(database)).toMatchObject({ rows: [{ one: 1 }] });
  expect(Date.now() - again).toBeLessThan(5_000);
  await database.destroy();
  await line.close();
}, 60_000);

test('a pool has as many connections as it was told, and its users wait for each other', async () => {
  const database = openDatabase({ url: place.url, applicationName: 'test-pool', poolSize: 2 });
  const pids = await Promise.all(
    Array.from({ length: 10 }, () =>
      sql<{ pid: number }>`select pg_backend_pid() as pid, pg_sleep(0.01)`.execute(database),
    ),
  );
  expect(new Set(pids.map(({ rows }) => rows[0]?.pid)).size).toBe(2);
  await database.destroy();
});

test('an error says whether PostgreSQL could not do it now, or we asked the wrong thing', async () => {
  const failing = async (state: string): Promise<boolean> => {
    const statement = sql.raw(`do $$ begin raise exception using errcode = '${state}'; end $$`);
    return statement.execute(place.database).then(
      () => {
        throw new Error(`${state} was not raised`);
      },
      (error: unknown) => isDatabaseUnavailable(error),
    );
  };
  const now = '08006 25006 25P03 28P01 3D000 40001 40003 40P01 53100 53200 53300 55006 55P03 57014 57P01 57P03 58030';
  const wrong = '22001 22021 23503 23505 23514 42601 42703 42P01 P0001';
  const told = async (states: string): Promise<string[]> => {
    const all = await Promise.all(states.split(' ').map(async (state) => ({ state, is: await failing(state) })));
    return all.filter(({ is }) => is).map(({ state }) => state);
  };
  expect((await told(now)).join(' ')).toBe(now);
  expect(await told(wrong)).toEqual([]);
});

/** Lets everybody wait until `count` have come; afterwards nobody waits. */
function barrier(count: number): () => Promise<void> {
  let missing = count;
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return () => {
    missing--;
    if (missing <= 0) open();
    return opened;
  };
}
