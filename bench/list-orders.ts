import { startEmbeddedPostgres } from '../libs/postgres/database/embedded-server';
import { openDatabase } from '../libs/postgres/database/database';
import { migrate } from '../libs/postgres/deployment/migrate';
import { createOrderReader, type OrderReader } from '../libs/postgres/reading/order-reader';
import type { OrderFilter } from '../libs/postgres/records/order-record';
import { fillOrders } from './many-orders';

/**
 * How long a page of `GET /v1/orders` takes to read with 100,000 orders in the table, for each filter and deep into the
 * list. Run with `node tools/run.mjs bench list-orders`.
 */

const RUNS = 20;

const NO_FILTER: OrderFilter = { cursor: null, limit: 20 };

async function main(): Promise<void> {
  const server = await startEmbeddedPostgres();
  try {
    await migrate(server.url);
    await fillOrders(server.url);
    const database = openDatabase({ url: server.url, applicationName: 'bench' });
    await measureAll(createOrderReader(database));
    await database.destroy();
  } finally {
    await server.stop();
  }
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
