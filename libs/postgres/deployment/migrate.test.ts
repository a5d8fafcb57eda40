import { runner } from 'node-pg-migrate';
import { join } from 'node:path';
import { Client } from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../test/setup/postgres';
import { migrate } from './migrate';

let database: TestDatabase;
let client: Client;

beforeAll(async () => {
  database = await createTestDatabase();
  client = new Client({ connectionString: database.url });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

async function column(query: string): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(query);
  return rows.map(({ name }) => name);
}

test('migrating again, from two processes at once, changes nothing', async () => {
  const applied = await column('select name from schema_migrations order by id');
  await Promise.all([migrate(database.url), migrate(database.url)]);

  expect(await column('select name from schema_migrations order by id')).toEqual(applied);
  expect(applied[0]).toBe('0001_orders');
});

test('every table and every column says what it is', async () => {
  const silent = await column(`
    select c.relname || coalesce('.' || a.attname, '') as name
    from pg_class c
    left join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and c.relname <> 'schema_migrations'
      and (obj_description(c.oid) is null or col_description(c.oid, a.attnum) is null)`);

  expect(silent).toEqual([]);
});

test('every text column has a limit, or takes that of the row it refers to', async () => {
  const unlimited = await column(`
    select a.attrelid::regclass || '.' || a.attname as name
    from pg_attribute a
    join pg_class c on c.oid = a.attrelid
    where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and c.relname <> 'schema_migrations'
      and a.atttypid = 'text'::regtype and a.attnum > 0
      and not exists (
        select from pg_constraint k
        where k.conrelid = a.attrelid and a.attnum = any(k.conkey)
          and (k.contype = 'f' or pg_get_constraintdef(k.oid) like '%char_length(' || a.attname || ')%'
            or pg_get_constraintdef(k.oid) like '%(' || a.attname || ' = ANY%'
            or pg_get_constraintdef(k.oid) like '%(' || a.attname || ' = ''%'))`);

  expect(unlimited).toEqual([]);
});

test('every migration can be undone', async () => {
  const applied = await column('select name from schema_migrations order by id');
  await runner({
    databaseUrl: database.url,
    dir: join(__dirname, '../../../migrations'),
    migrationsTable: 'schema_migrations',
    direction: 'down',
    count: applied.length,
    log: () => undefined,
  });
  expect(
    await column("select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'"),
  ).toEqual(['schema_migrations']);

  await migrate(database.url);
  expect(await column('select name from schema_migrations order by id')).toEqual(applied);
});
