import { Client } from 'pg';
import { EXTENDED_AUTHORIZATIONS, FEATURE_TIERS } from '../libs/domain/orders/card-features';
import {
  DEADLINE_POLICIES,
  FULFILMENTS,
  REAUTHORIZATIONS,
  SHIPPING_ALLOCATIONS,
  WITHOUT_MULTICAPTURE,
} from '../libs/domain/orders/order';
import { CANCEL_REASONS, ORDER_STATUSES } from '../libs/domain/orders/order-status';
import { ATTENTION_CODES } from '../libs/domain/payment/payment';
import { CAPTURE_PLANS } from '../libs/domain/provider/capture-plan';
import { createTestDatabase, type TestDatabase } from './setup/postgres';

/** A list of the domain is the only one: the database takes its values, and no others. */

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

/** The values that the check constraints of one column name. */
async function allowed(table: string, column: string): Promise<string[]> {
  const { rows } = await client.query<{ definition: string }>(
    `select pg_get_constraintdef(k.oid) as definition
     from pg_constraint k
     join pg_attribute a on a.attrelid = k.conrelid and k.conkey = array[a.attnum]
     where k.contype = 'c' and k.conrelid = $1::regclass and a.attname = $2`,
    [table, column],
  );
  return rows.flatMap(({ definition }) => [...definition.matchAll(/'(\w+)'::text/g)].map(([, value]) => value ?? ''));
}

test.each<[string, string, readonly string[]]>([
  ['orders', 'on_deadline', DEADLINE_POLICIES],
  ['orders', 'reauthorization', REAUTHORIZATIONS],
  ['orders', 'shipping_allocation', SHIPPING_ALLOCATIONS],
  ['orders', 'fulfilment', FULFILMENTS],
  ['orders', 'without_multicapture', WITHOUT_MULTICAPTURE],
  ['orders', 'extended_authorization', EXTENDED_AUTHORIZATIONS],
  ['orders', 'status', ORDER_STATUSES],
  ['orders', 'cancel_reason', CANCEL_REASONS],
  ['authorizations', 'end_reason', CANCEL_REASONS],
  ['authorizations', 'plan', CAPTURE_PLANS],
  ['authorizations', 'tier', FEATURE_TIERS],
  ['attentions', 'code', ATTENTION_CODES],
])('%s.%s takes what the domain lists, and nothing else', async (table, column, listed) => {
  expect((await allowed(table, column)).sort()).toEqual([...listed].sort());
});
