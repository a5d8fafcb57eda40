import { parseArgs } from 'node:util';
import { randomUUID } from 'node:crypto';
import { startStack, type Stack } from '../apps/local/src/stack';
import { temporalClient } from '../libs/temporal/connection';
import { ACCOUNTING } from '../workflows/accounting/messages';
import { TASK_QUEUE } from '../workflows/order-payment/messages';
import { closeMonth, plantCent, readMonth } from './month/close-books';
import { liveMonth } from './month/live-month';
import { readAll, withSql, type Answered, type MonthPlace } from './month/month-place';
import { peakMemoryOf } from './peak-memory';
import { listenerOn } from './processes';

/**
 * A month of many orders with refunds, disputes, two currencies (one is exchanged) and daily payouts, by the emulator's clock: how long the
 * books take to be read and closed, and to find a cent that is booked otherwise, and with how much memory.
 *
 * So many orders are lived by the product, from the API to the last webhook. The others have the same objects at the
 * emulator, made by the same requests, and rows that are copies of a lived order's: the books are compared movement by
 * movement, whoever wrote the rows.
 *
 * Run with `node tools/run.mjs bench month [--orders n] [--lived n]`. Ends with 1 when the month does not close.
 */

async function main(): Promise<void> {
  const options = { orders: { type: 'string', default: '20000' }, lived: { type: 'string', default: '400' } } as const;
  const { values } = parseArgs({ options });
  const scale = { orders: Number(values.orders), lived: Number(values.lived) };
  const stack = await startStack({
    env: process.env,
    ports: 'free',
    // Read once all of it is there, so that all of it is measured.
    workerEnv: { READ_BALANCE_EVERY_SECONDS: '86400', FETCH_MISSED_EVENTS: 'off' },
  });
  try {
    await measure(stack, scale);
  } finally {
    await stack.stop();
  }
}

async function measure(stack: Stack, scale: { orders: number; lived: number }): Promise<void> {
  const client = temporalClient(stack.temporal);
  const place: MonthPlace = {
    databaseUrl: stack.databaseUrl,
    stripe: stack.emulator,
    ask: (method, path, body) => ask(stack, method, path, body),
    // The worker's schedule does it.
    sweep: () => Promise.resolve(),
    readBalance: async () => {
      await withSql(place, (sql) => sql.query('update balance_reading set due_at = now()'));
      await client.workflow.execute(ACCOUNTING, { workflowId: `month-${randomUUID()}`, taskQueue: TASK_QUEUE });
    },
  };
  const api = await listenerOn(Number(new URL(stack.apiUrl).port));
  if (api === undefined) throw new Error('nobody listens where the API should be');
  const { month, copies } = await timed('the month, lived and made', () =>
    liveMonth(place, scale, (text) => process.stdout.write(`  ${text}\n`)),
  );
  await timed('the balance and all payouts, read', () => readAll(place), stack.worker.pid);
  const report = await timed(`month ${month}`, () => readMonth(place, month), api);
  for (const { currency, lines, opening, fees, closing } of report.balances) {
    const counts = lines.map(({ line, count }) => `${count.toString()} ${line}`).join(', ');
    write(
      `  ${currency}: ${counts}; opening ${opening.toString()}, fees ${fees.toString()}, closing ${closing.toString()}`,
    );
  }
  write(`  ${report.differences.length.toString()} differences`);
  await findCent(place, month, copies[Math.floor(copies.length / 2)] ?? 'month-000000', api);
  const refusal = await timed('closing', () => closeMonth(place, month), api);
  const path = `/v1/reports/transactions?from=2020-01-01&to=2090-01-01`;
  const bytes = await timed('every movement, streamed as CSV', () => download(stack, path), api);
  write(`  ${(bytes / 1024 / 1024).toFixed(1)} MB`);
  await client.connection.close();
  if (refusal === null && report.differences.length === 0) return;
  write(refusal ?? JSON.stringify(report.differences.slice(0, 5)));
  process.exitCode = 1;
}

async function findCent(place: MonthPlace, month: string, orderId: string, api: number): Promise<void> {
  await plantCent(place, orderId, 1);
  const { differences } = await timed('the month with one cent booked otherwise', () => readMonth(place, month), api);
  write(`  planted in ${orderId}, found: ${differences.map((each) => JSON.stringify(each)).join(' ')}`);
  write(`  ${(await closeMonth(place, month)) ?? 'it closed all the same'}`);
  await plantCent(place, orderId, -1);
  if (differences.length !== 1 || differences[0]?.orderId !== orderId) process.exitCode = 1;
}

/** @param pid whose memory is watched meanwhile */
async function timed<Result>(what: string, run: () => Promise<Result>, pid?: number): Promise<Result> {
  const begun = performance.now();
  const memory = pid === undefined ? undefined : peakMemoryOf(pid);
  const result = await run();
  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  const used = await memory?.stop();
  write(
    `${what}: ${seconds} s${used === undefined ? '' : `, ${used.before.toFixed(0)} to ${used.peak.toFixed(0)} MB`}`,
  );
  return result;
}

async function ask(stack: Stack, method: 'GET' | 'POST', path: string, body?: object): Promise<Answered> {
  const answer = await fetch(`${stack.apiUrl}${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    body: body === undefined ? null : JSON.stringify(body),
    signal: AbortSignal.timeout(120_000),
  });
  return { status: answer.status, body: await answer.json() };
}

async function download(stack: Stack, path: string): Promise<number> {
  const answer = await fetch(`${stack.apiUrl}${path}`);
  let bytes = 0;
  for await (const chunk of answer.body ?? []) bytes += (chunk as Uint8Array).byteLength;
  return bytes;
}

function write(text: string): void {
  process.stdout.write(`${text}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
