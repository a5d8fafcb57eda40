import pino from 'pino';
import { Client } from 'pg';
import { createEventDelivery } from '../activities/events/event-delivery';
import { createInboxActivities } from '../activities/inbox-activities';
import { startEmbeddedPostgres } from '../libs/postgres/database/embedded-server';
import { openDatabase, type Database } from '../libs/postgres/database/database';
import { migrateFor } from '../libs/postgres/deployment/migrate';
import { createInbox } from '../libs/postgres/events/webhook-event-store';
import { findTemporalBinary } from '../libs/temporal/binary';
import { temporalClient } from '../libs/temporal/connection';
import { startLocalTemporal } from '../libs/temporal/local-server';
import { signalWorkflow } from '../libs/temporal/signal-workflow';
import { ORDER_PAYMENT, orderPaymentId, stripeEvent, TASK_QUEUE } from '../workflows/order-payment/messages';

/**
 * How fast the sweep hands on 10,000 events that webhooks left behind: of open orders, whose workflows are signalled, of
 * closed ones, and of payments that nobody knows. Run with `node tools/run.mjs bench event-storm`.
 */

const EVENTS = 10_000;
const ORDERS = 20_000;
/** Open ones whose workflow runs; the events of the storm are spread over them. */
const OPEN = 200;

/** Nobody polls for them: what is measured is the inbox and the server, and not what the orders make of it. */
const FILL = `
  insert into orders (order_id, content_hash, acceptance_id, request_id, currency, total, discount_amount, shipping_amount,
    save_for_later, on_deadline, margin_seconds, shipping_allocation, fulfilment, metadata,
    workflow_id, status, created_at, updated_at)
  select 'order-' || n, 'h', 'a', 'r', 'usd', 4600, 0, 0, false, 'release', 43200, 'proportional', 'shipments',
    '{}', 'order-payment/order-' || n, case when n <= ${OPEN.toString()} then 'authorized' else 'completed' end, now(), now()
  from generate_series(1, ${ORDERS.toString()}) n;
  insert into authorizations (authorization_id, order_id, generation, provider, state, amount, idempotency_key,
    key_first_used_at, payment_intent_id, charge_id, multicapture, overcapture, incremental_authorization,
    extended_authorization, maximum_capturable, plan, capture_before, release_at, created_at, updated_at)
  select 'order-' || n || '/1', 'order-' || n, 1, 'stripe', case when n <= ${OPEN.toString()} then 'held' else 'captured' end,
    4600, 'k' || n, now(), 'pi_' || n, 'ch_' || n, true, false, false, false, 4600, 'multicapture',
    now() + interval '6 days', now() + interval '5 days', now(), now()
  from generate_series(1, ${ORDERS.toString()}) n;
  analyze`;

/** @param order SQL for the number of the order that event \`n\` is about */
function storm(order: string): string {
  return `
    truncate webhook_events;
    insert into webhook_events (event_id, type, livemode, event_created_at, payload, about, payment_intent_id, received_at,
      next_attempt_at)
    select 'evt_' || n, 'payment_intent.canceled', false, now(), '{}', 'hold', 'pi_' || (${order}), now(), now()
    from generate_series(1, ${EVENTS.toString()}) n;
    analyze webhook_events`;
}

async function main(): Promise<void> {
  const server = await startEmbeddedPostgres();
  const temporal = await startLocalTemporal({ binary: await findTemporalBinary(process.env) });
  const client = temporalClient(temporal);
  const sql = new Client({ connectionString: server.url });
  const database = openDatabase({ url: server.url, applicationName: 'bench' });
  try {
    await migrateFor(server.url, 'event-storm');
    await sql.connect();
    await sql.query(FILL);
    for (let n = 1; n <= OPEN; n += 1) {
      const start = { workflowId: orderPaymentId(`order-${n.toString()}`), taskQueue: TASK_QUEUE };
      await client.workflow.start(ORDER_PAYMENT, start);
    }
    for (const [name, order] of [
      ['of closed orders', `${OPEN.toString()} + n`],
      ['of unknown payments', `${ORDERS.toString()} + n`],
      ['of open orders', `1 + n % ${OPEN.toString()}`],
    ] as const) {
      await sql.query(storm(order));
      process.stdout.write(`${EVENTS.toString()} events ${name}: ${await swept(database, client)}\n`);
    }
  } finally {
    await database.destroy();
    await sql.end();
    await client.connection.close();
    await temporal.stop();
    await server.stop();
  }
}

/** Batch after batch, as the workflow of the sweep has them done. */
async function swept(database: Database, client: ReturnType<typeof temporalClient>): Promise<string> {
  const clock = (): Date => new Date();
  const log = pino({ level: 'silent' });
  const signalOrder: Parameters<typeof createEventDelivery>[0]['signalOrder'] = (orderId, event) =>
    signalWorkflow(client, orderPaymentId(orderId), stripeEvent, event);
  const nobody = (): Promise<never> => Promise.reject(new Error('no event of the storm is about it'));
  const inbox = createInbox({ database, clock });
  const signals = { signalOrder, signalRefund: nobody, signalDispute: nobody };
  const delivery = createEventDelivery({ inbox, database, ...signals, livemode: false, clock, log });
  const context = { inbox, database, delivery, ...signals, clock, log, settlementReadAfterSeconds: 3_600 };
  const sweep = createInboxActivities(context);
  const begun = performance.now();
  let attempts = 0;
  let batches = 0;
  for (let more = true; more && attempts < EVENTS; batches += 1) {
    const report = await sweep.deliverDueEvents();
    attempts += report.delivered + report.deferred + report.deadLettered;
    more = report.more;
  }
  const seconds = (performance.now() - begun) / 1000;
  return `${seconds.toFixed(1)} s, ${(attempts / seconds).toFixed(0)} a second, in ${batches.toString()} batches`;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
