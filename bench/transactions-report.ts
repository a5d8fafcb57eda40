import { parseArgs } from 'node:util';
import { Client } from 'pg';
import { startStack } from '../apps/local/src/stack';
import { peakMemoryOf } from './peak-memory';
import { listenerOn, memoryMbOf } from './processes';

/**
 * How long `GET /v1/reports/transactions` takes, and how much memory the API needs for it: of a thousand movements, and
 * of a million.
 *
 * Run with `node tools/run.mjs bench transactions-report [--rows n]`.
 */

/** A busy shop's: a movement every two seconds. */
const FILL = `
  insert into balance_transactions (balance_transaction_id, type, reporting_category, gross, fee, net, currency, source,
    description, created_at, available_on, recorded_at)
  select 'txn_' || n, 'charge', 'charge', 2300, 97, 2203, 'usd', 'ch_' || n, 'Order ' || n,
    timestamptz '2026-01-01' + n * interval '2 seconds', timestamptz '2026-01-03' + n * interval '2 seconds', now()
  from generate_series($1::int, $2::int) n`;

/** The API has read what it reads once, and its memory is what it needs with nothing to do. */
const WARM_UP_ROWS = 1_000;

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { rows: { type: 'string', default: '1000000' } } });
  const rows = Number(values.rows);
  const stack = await startStack({ env: process.env, ports: 'free', workerEnv: { READ_BALANCE: 'off' } });
  const client = new Client({ connectionString: stack.databaseUrl });
  try {
    await client.connect();
    await client.query(FILL, [1, WARM_UP_ROWS]);
    const api = await listenerOn(Number(new URL(stack.apiUrl).port));
    if (api === undefined) throw new Error('nobody listens where the API should be');
    await report(stack.apiUrl, api, 'csv');
    await client.query(FILL, [WARM_UP_ROWS + 1, rows]);
    await client.query('analyze');
    for (const format of ['csv', 'ndjson']) await report(stack.apiUrl, api, format);
  } finally {
    await client.end();
    await stack.stop();
  }
}

async function report(apiUrl: string, api: number, format: string): Promise<void> {
  const memory = peakMemoryOf(api);
  const begun = performance.now();
  const answer = await fetch(`${apiUrl}/v1/reports/transactions?from=2026-01-01&to=2090-01-01&format=${format}`);
  let [bytes, lines] = [0, 0];
  const onTheWay: number[] = [];
  for await (const chunk of answer.body ?? []) {
    const part = Buffer.from(chunk as Uint8Array);
    bytes += part.length;
    for (const byte of part) if (byte === LINE_FEED) lines += 1;
    if (lines > onTheWay.length * LOOKED_AT_EVERY) onTheWay.push(Math.round(await memoryMbOf(api)));
  }
  const seconds = (performance.now() - begun) / 1000;
  const { before, peak } = await memory.stop();
  const size = `${lines.toString()} lines, ${(bytes / 1024 / 1024).toFixed(0)} MB of ${format}`;
  const speed = `${seconds.toFixed(1)} s, ${(lines / seconds).toFixed(0)} lines a second`;
  const grew = `the API grew from ${before.toFixed(0)} to ${peak.toFixed(0)} MB`;
  process.stdout.write(`${size}: ${speed}; ${grew}, on the way ${onTheWay.join(', ')}\n`);
}

const LINE_FEED = 10;

/** Lines after which the memory is noted: what grows with the report grows along them. */
const LOOKED_AT_EVERY = 100_000;

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
