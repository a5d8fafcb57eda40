import { Client } from 'pg';
import { startEmbeddedPostgres } from '../libs/postgres/database/embedded-server';
import { openDatabase } from '../libs/postgres/database/database';
import { migrate } from '../libs/postgres/deployment/migrate';
import { createOrderReader, type OrderReader } from '../libs/postgres/reading/order-reader';
import type { OrderFilter } from '../libs/postgres/records/order-record';

/**
 * How long a page of `GET /v1/orders` takes to read with 100,000 orders in the table, for each filter and deep into the
 * list. Run with `node tools/run.mjs bench list-orders`.
 */

const ORDERS = 100_000;
const RUNS = 20;

/** Most orders are over; a thousandth needs a person; holds end spread over the coming week. */
const FILL = `
  insert into orders (order_id, content_hash, acceptance_id, request_id, currency, total, discount_amount, shipping_amount,
    save_for_later, on_deadline, margin_seconds, shipping_allocation, fulfilment, metadata,
    workflow_id, status, cancel_reason, release_at, created_at, updated_at)
  select 'order-' || n, 'h', 'a', 'r', 'usd', 4600, 0, 0, false, 'release', 43200, 'proportional', 'shipments',
    '{}', 'order-payment/order-' || n, case when n % 20 = 0 then 'authorized' when n % 7 = 0 then 'canceled' else 'completed' end,
    case when n % 20 <> 0 and n % 7 = 0 then 'deadline' end,
    case when n % 20 = 0 then now() + n * interval '6 seconds' end, now() - n * interval '1 minute', now()
  from generate_series(1, ${ORDERS.toString()}) n;
  insert into order_lines (order_id, line_id, position, name, quantity, unit_price, tax_amount, discount_amount)
  select 'order-' || n, l::text, l, 'Product', 1, 2300, 0, 0 from generate_series(1, ${ORDERS.toString()}) n, generate_series(1, 2) l;
  insert into attentions (order_id, code, message, since)
  select 'order-' || n, 'hold_lost', 'm', now() from generate_series(997, ${ORDERS.toString()}, 997) n;
  analyze`;

const NO_FILTER: OrderFilter = { cursor: null, limit: 20 };

async function main(): Promise<void> {
  const server = await startEmbeddedPostgres();
  try {
    await migrate(server.url);
    await fill(server.url);
    const database = openDatabase({ url: server.url, applicationName: 'bench' });
    await measureAll(createOrderReader(database));
    await database.destroy();
  } finally {
    await server.stop();
  }
}

async function fill(url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(FILL);
  await client.end();
}

async function measureAll(reader: OrderReader): Promise<void> {
  const soon = new Date(Date.now() + 3_600_000).toISOString();
  const inAMonth = new Date(Date.now() + 30 * 24 * 3_600_000).toISOString();
  const base = await medianMs(reader, NO_FILTER);
  const filters: [string, Partial<OrderFilter>][] = [
    ['newest', {}],
    ['status=authorized', { status: 'authorized' }],
    ['status=requires_action (none)', { status: 'requires_action' }],
    ['attention=true', { attention: true }],
    ['attention=false', { attention: false }],
    ['releaseBefore in an hour', { releaseBefore: soon }],
    ['releaseBefore, authorized, attention', { releaseBefore: soon, status: 'authorized', attention: true }],
    ['releaseBefore, authorized', { releaseBefore: soon, status: 'authorized' }],
    ['releaseBefore, completed (none)', { releaseBefore: soon, status: 'completed' }],
    ['releaseBefore in a month: all holds', { releaseBefore: inAMonth }],
    ['releaseBefore in a month, attention', { releaseBefore: inAMonth, attention: true }],
    ['status=canceled, attention=true', { status: 'canceled', attention: true }],
    ['status=created (none), attention=true', { status: 'created', attention: true }],
    ['status=canceled, attention=false', { status: 'canceled', attention: false }],
    ['attention=true, limit=100', { attention: true, limit: 100 }],
    ['limit=100', { limit: 100 }],
    ['50 pages on', { cursor: await pagesOn(reader, 50) }],
  ];
  for (const [name, filter] of filters) {
    const ms = await medianMs(reader, { ...NO_FILTER, ...filter });
    process.stdout.write(
      `${name.padEnd(40)} ${ms.toFixed(1).padStart(6)} ms, ${(ms / base).toFixed(2)} of the newest page\n`,
    );
  }
}

async function pagesOn(reader: OrderReader, pages: number): Promise<string | null> {
  let cursor: string | null = null;
  for (let page = 0; page < pages; page += 1) {
    ({ nextCursor: cursor } = await reader.listOrders({ ...NO_FILTER, cursor, limit: 100 }));
  }
  return cursor;
}

async function medianMs(reader: OrderReader, filter: OrderFilter): Promise<number> {
  const took: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const start = performance.now();
    await reader.listOrders(filter);
    took.push(performance.now() - start);
  }
  return took.sort((a, b) => a - b)[Math.floor(RUNS / 2)] ?? NaN;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
