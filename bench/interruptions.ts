import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startStack, type Stack } from '../apps/local/src/stack';
import { guardDirectory } from '../libs/local/guard';
import { findTemporalBinary } from '../libs/temporal/binary';
import { startLocalTemporal, type LocalTemporal } from '../libs/temporal/local-server';
import { startMortalPostgres, type MortalPostgres } from '../test/setup/mortal-postgres';
import { TEST_DEPLOYMENT } from '../test/setup/postgres';
import { auditEnded, type ToldOrder } from './ended-orders';
import { requestUntilAnswered, stripeCall } from './soak-clients';

/**
 * What stands around Holdfast is killed and frozen while shops go on: PostgreSQL five times under 24 shops, Temporal for a
 * minute over deadlines, the worker for 40 s in a capture. Afterwards every order is right, and no process has died.
 * Run with `node tools/run.mjs bench interruptions`; exit code 1 if not.
 */

const SHOPS = 24;
const ORDERS_OF_A_SHOP = 3;
const POSTGRES_KILLS = 5;
const TEMPORAL_AWAY_MS = 60_000;
const WORKER_FROZEN_MS = 40_000;
const UNIT_WORTH = 1_030;
const HOLD_SECONDS = 240;
const MARGIN_SECONDS = 150;
const QUIET_SECONDS = 400;

/** What the three interruptions strike. */
interface Around {
  readonly stack: Stack;
  readonly postgres: MortalPostgres;
  readonly temporal: { readonly kill: () => Promise<void>; readonly start: () => Promise<void> };
}

async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-interruptions-'));
  const release = guardDirectory(folder);
  const postgres = await startMortalPostgres();
  const binary = await findTemporalBinary(process.env);
  const stateFile = join(folder, 'temporal.db');
  let temporal: LocalTemporal = await startLocalTemporal({ binary, stateFile });
  const port = Number(temporal.address.split(':')[1]);
  const stack = await startStack({
    ports: 'free',
    env: {
      ...process.env,
      DATABASE_URL: postgres.url,
      HOLDFAST_DEPLOYMENT: TEST_DEPLOYMENT,
      TEMPORAL_ADDRESS: temporal.address,
    },
  });
  try {
    const kill = (): Promise<void> => temporal.stop();
    const start = async (): Promise<void> => {
      temporal = await startLocalTemporal({ binary, stateFile, port });
    };
    const found = await interrupt({ stack, postgres, temporal: { kill, start } });
    for (const text of found) process.stdout.write(`  ${text}\n`);
    if (found.length > 0) process.exitCode = 1;
  } finally {
    await stack.stop();
    await temporal.stop();
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
    release();
  }
}

async function interrupt({ stack, postgres, temporal }: Around): Promise<string[]> {
  await stripeCall(stack, 'POST', '/_emulator/account', {
    capture_window_seconds: HOLD_SECONDS,
    settlement_delay_seconds: 1,
  });
  const told = new Map<string, ToldOrder>();
  const shops = Promise.all(Array.from({ length: SHOPS }, (_, shop) => runShop(stack, shop, told)));
  for (let kill = 0; kill < POSTGRES_KILLS; kill += 1) {
    await pause(4_000);
    await postgres.kill9();
    await pause(1_000);
    await postgres.start();
  }
  await shops;
  process.stdout.write(`${told.size.toString()} orders under ${POSTGRES_KILLS.toString()} kills of PostgreSQL\n`);
  await freezeWorkerInCapture(stack, told);
  await killTemporalOverDeadlines(stack, temporal, told);
  const found = await auditEnded(stack, told, QUIET_SECONDS);
  process.stdout.write(`${told.size.toString()} orders in all, ${found.length.toString()} things wrong\n`);
  return found;
}

async function runShop(stack: Stack, shop: number, told: Map<string, ToldOrder>): Promise<void> {
  for (let order = 0; order < ORDERS_OF_A_SHOP; order += 1) {
    const orderId = `shop-${shop.toString()}-${order.toString()}`;
    await place(stack, orderId);
    told.set(orderId, await ship(stack, orderId, shop % 3 === 0 ? ['A'] : ['A', 'B']));
  }
}

async function place(stack: Stack, orderId: string): Promise<void> {
  const line = { lineId: '1', name: 'Product 001', quantity: 2, unitPrice: 1_000, taxAmount: 60 };
  const order = { orderId, currency: 'usd', lines: [line], payment: { paymentMethod: 'pm_card_visa' } };
  await requestUntilAnswered(stack, '/v1/orders', { ...order, policy: { marginSeconds: MARGIN_SECONDS } });
}

async function ship(stack: Stack, orderId: string, shipmentIds: readonly string[]): Promise<ToldOrder> {
  const shipments = new Set<string>();
  for (const shipmentId of shipmentIds) {
    const body = { shipmentId, lines: [{ lineId: '1', quantity: 1 }] };
    if ((await requestUntilAnswered(stack, `/v1/orders/${orderId}/shipments`, body)) < 300) shipments.add(shipmentId);
  }
  return { shipments, worth: shipments.size * UNIT_WORTH };
}

/** Stripe holds its answer back until the worker stands still, so that it is surely in the call. */
async function freezeWorkerInCapture(stack: Stack, told: Map<string, ToldOrder>): Promise<void> {
  const orderId = 'frozen';
  await place(stack, orderId);
  await stripeCall(stack, 'POST', '/_emulator/faults', {
    match: { method: 'POST', path: '/v1/payment_intents/*/capture', nth: 1, times: 1 },
    effect: { kind: 'delay', seconds: 3 },
  });
  const shipping = ship(stack, orderId, ['A']);
  await pause(1_500);
  process.kill(stack.worker.pid, 'SIGSTOP');
  await pause(WORKER_FROZEN_MS);
  process.kill(stack.worker.pid, 'SIGCONT');
  told.set(orderId, await shipping);
}

/** Orders whose deadline comes while Temporal is away. */
async function killTemporalOverDeadlines(
  stack: Stack,
  temporal: Around['temporal'],
  told: Map<string, ToldOrder>,
): Promise<void> {
  await stripeCall(stack, 'POST', '/_emulator/account', { capture_window_seconds: MARGIN_SECONDS + 30 });
  for (let order = 0; order < 10; order += 1) {
    const orderId = `deadline-${order.toString()}`;
    await place(stack, orderId);
    told.set(orderId, order < 5 ? await ship(stack, orderId, ['A']) : { shipments: new Set(), worth: 0 });
  }
  await temporal.kill();
  await pause(TEMPORAL_AWAY_MS);
  await temporal.start();
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
