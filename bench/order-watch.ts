import pino from 'pino';
import { Client } from 'pg';
import { createWatchActivities, type WalkReport, type WatchActivities } from '../activities/watch-activities';
import type { OrderWorkflowRuns } from '../activities/watch/order-workflow-runs';
import { createBesideRuns } from '../apps/worker/src/beside-runs';
import { createOrderWorkflowRuns } from '../apps/worker/src/order-workflow-runs';
import { openDatabase, type Database } from '../libs/postgres/database/database';
import { startEmbeddedPostgres } from '../libs/postgres/database/embedded-server';
import { migrate } from '../libs/postgres/deployment/migrate';
import { findTemporalBinary } from '../libs/temporal/binary';
import { temporalClient } from '../libs/temporal/connection';
import { startLocalTemporal } from '../libs/temporal/local-server';
import { ORDER_PAYMENT, orderPaymentId, TASK_QUEUE } from '../workflows/order-payment/messages';

/**
 * What the watch costs with 100,000 open orders: the walk through all of them, what it reads beside, and the worst of walks,
 * where Temporal has lost every workflow. Run with `node tools/run.mjs bench order-watch`.
 */

const OPEN = 100_000;
const CLOSED = 100_000;
/** A walk has so many at most: their workflows really run, for the walks whose looks are real. */
const RUNNING = 2_000;
const STARTED_AT_ONCE = 20;

function fill(): string {
  const all = (OPEN + CLOSED).toString();
  const open = `n <= ${OPEN.toString()}`;
  return `
  insert into orders (order_id, content_hash, acceptance_id, request_id, currency, total, discount_amount, shipping_amount,
    save_for_later, on_deadline, margin_seconds, shipping_allocation, without_multicapture, fulfilment, metadata,
    workflow_id, status, created_at, updated_at, release_at)
  select to_char(n, 'FM"order-"000000'), 'h', 'a', 'r', 'usd', 4600, 0, 0, false, 'release', 43200, 'proportional', 'auto',
    'shipments', '{}', to_char(n, 'FM"order-payment/order-"000000'), case when ${open} then 'authorized' else 'completed' end,
    now() - interval '1 day', now(), case when ${open} then now() + interval '5 days' end
  from generate_series(1, ${all}) n;
  insert into authorizations (authorization_id, order_id, generation, provider, state, amount, idempotency_key,
    key_first_used_at, payment_intent_id, charge_id, multicapture, overcapture, incremental_authorization,
    extended_authorization, maximum_capturable, plan, capture_before, release_at, created_at, updated_at)
  select to_char(n, 'FM"order-"000000"/1"'), to_char(n, 'FM"order-"000000'), 1, 'stripe',
    case when ${open} then 'held' else 'captured' end, 4600, 'k' || n, now(), 'pi_' || n, 'ch_' || n, true, false, false,
    false, 4600, 'multicapture', now() + interval '6 days', now() + interval '5 days', now(), now()
  from generate_series(1, ${all}) n;
  insert into refunds (order_id, refund_id, content_hash, acceptance_id, status, amount, reason, request_id, created_at,
    updated_at, settled_at)
  select to_char(n, 'FM"order-"000000'), 'R', 'h', 'a', 'succeeded', 100, 'r', 'r', now(), now(), now()
  from generate_series(${(OPEN + 1).toString()}, ${all}) n;
  insert into refund_parts (order_id, refund_id, part, generation, authorization_id, state, amount, extra, idempotency_key,
    key_first_used_at, stripe_refund_id, accepted_at, created_at, updated_at)
  select to_char(n, 'FM"order-"000000'), 'R', 1, 1, to_char(n, 'FM"order-"000000"/1"'), 'succeeded', 100, false, 'kr' || n,
    now(), 're_' || n, now(), now(), now()
  from generate_series(${(OPEN + 1).toString()}, ${all}) n;
  insert into webhook_events (event_id, type, livemode, event_created_at, payload, about, payment_intent_id, received_at,
    outcome, delivered_at)
  select 'evt_' || n, 'charge.updated', false, now(), '{}', 'settlement', 'pi_' || n, now() - interval '1 hour',
    'signalled', now()
  from generate_series(1, ${all}) n;
  analyze`;
}

async function main(): Promise<void> {
  const server = await startEmbeddedPostgres();
  const temporal = await startLocalTemporal({ binary: await findTemporalBinary(process.env) });
  const client = temporalClient(temporal);
  const sql = new Client({ connectionString: server.url });
  const { database, statements } = counting(openDatabase({ url: server.url, applicationName: 'bench' }));
  try {
    await migrate(server.url);
    await sql.connect();
    await sql.query(fill());
    await startRunning(client);
    const real = createOrderWorkflowRuns(client);
    const watchOver = (runs: OrderWorkflowRuns): WatchActivities => {
      const context = { database, clock: () => new Date(), log: pino({ level: 'silent' }), runs };
      return createWatchActivities({
        ...context,
        beside: createBesideRuns(client, database),
        startAgainAfterSeconds: 40,
      });
    };
    const first = await timed('a walk over workflows that run', statements, () => watchOver(real).walkOpenOrders());
    // The other looks are alike: what grows with the orders is what PostgreSQL does.
    const fine: OrderWorkflowRuns = { ...real, look: () => Promise.resolve(RUNS) };
    await wholeRound(watchOver(fine), statements, first.ms);
    await timed('holds that are overdue', statements, () => watchOver(fine).callForOverdueHolds());
    await timed('refunds and disputes', statements, () => watchOver(fine).mendRefundsAndDisputes());
    const lost: OrderWorkflowRuns = { ...real, look: () => Promise.resolve({ kind: 'missing' }) };
    const worst = await timed('a walk with every workflow lost', statements, () => watchOver(lost).walkOpenOrders());
    write(`  ${(worst.ms / first.ms).toFixed(1)} of a walk where all is well\n`);
  } finally {
    await database.destroy();
    await sql.end();
    await client.connection.close();
    await temporal.stop();
    await server.stop();
  }
}

const RUNS = { kind: 'open', runId: 'r', isPaused: false, wasReset: false, failedTasks: 0 } as const;

/** The place of the walk stands behind the first of them. */
async function wholeRound(watch: WatchActivities, statements: () => number, realMs: number): Promise<void> {
  const before = { statements: statements(), memory: process.memoryUsage().heapUsed };
  const took: number[] = [];
  let walked = RUNNING;
  let report: WalkReport;
  do {
    const begun = performance.now();
    report = await watch.walkOpenOrders();
    took.push(performance.now() - begun);
    walked += report.walked;
  } while (!report.isRound);
  const [one = NaN] = took;
  const last = took.at(-2) ?? NaN;
  const grown = (process.memoryUsage().heapUsed - before.memory) / 1024 / 1024;
  write(
    `a whole round: ${walked.toString()} orders in ${(took.length + 1).toString()} walks, so in as many minutes; without looks ` +
      `${one.toFixed(0)} ms for the first, ${last.toFixed(0)} ms for the last (${(last / one).toFixed(2)} of it, ` +
      `${(last / realMs).toFixed(2)} of one with looks), ${((statements() - before.statements) / took.length).toFixed(0)} statements each, ` +
      `${grown.toFixed(1)} MB more memory at the end\n`,
  );
}

async function startRunning(client: ReturnType<typeof temporalClient>): Promise<void> {
  let next = 0;
  const starter = async (): Promise<void> => {
    while (next < RUNNING) {
      next += 1;
      const workflowId = orderPaymentId(`order-${next.toString().padStart(6, '0')}`);
      // Nobody polls for them: they are there to be looked at.
      await client.workflow.start(ORDER_PAYMENT, { workflowId, taskQueue: TASK_QUEUE });
    }
  };
  await Promise.all(Array.from({ length: STARTED_AT_ONCE }, starter));
}

async function timed(what: string, statements: () => number, work: () => Promise<object>): Promise<{ ms: number }> {
  const before = statements();
  const begun = performance.now();
  const report = await work();
  const ms = performance.now() - begun;
  write(`${what}: ${ms.toFixed(0)} ms, ${(statements() - before).toString()} statements, ${JSON.stringify(report)}\n`);
  return { ms };
}

/** Counts what is asked of PostgreSQL. */
function counting(database: Database): { database: Database; statements: () => number } {
  let asked = 0;
  const counted = database.withPlugin({
    transformQuery: ({ node }) => {
      asked += 1;
      return node;
    },
    transformResult: ({ result }) => Promise.resolve(result),
  });
  return { database: counted, statements: () => asked };
}

function write(text: string): void {
  process.stdout.write(text);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
