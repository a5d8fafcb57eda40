import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { startStack, type Stack } from '../apps/local/src/stack';
import { auditEnded, type ToldOrder } from './ended-orders';
import { seededRandom, type SeededRandom } from './seeded-random';
import { requestUntilAnswered, stripeCall } from './soak-clients';

/**
 * Stripe answers at random: every half second one or two of the next calls, on random paths, fail in a random way, while
 * 60 orders live at once. Afterwards each must be at its right end, with nothing lost. Run with
 * `node tools/run.mjs bench chaos [first seed] [how many seeds]`; exit code 1 if an order is wrong.
 */

const ORDERS = 60;
const AT_A_TIME = 10;
const HOLD_SECONDS = 100;
/** Before the network takes a hold, Holdfast acts on it. */
const MARGIN_SECONDS = 30;
const FAULTS_EVERY_MS = 500;
/**
 * A fault that has met no call by then is taken back. Else those of paths that are seldom asked, or of a machine that is slow,
 * would pile up until every call fails, and no shop could ever be answered.
 */
const FAULT_WAITS_MS = 1_000;
/** How long the last order may take after the last fault: a lost webhook is fetched after two minutes, where Stripe lists events at once. */
const QUIET_SECONDS = 300;

/** Price and tax of each unit. */
const UNIT_WORTH = 1_030;

const PATHS = [
  ['GET', '/v1/**'],
  ['GET', '/v1/balance_transactions'],
  ['GET', '/v1/payment_intents/*'],
  ['GET', '/v1/payment_intents'],
  ['POST', '/v1/payment_intents'],
  ['POST', '/v1/payment_intents/*/capture'],
  ['POST', '/v1/payment_intents/*/cancel'],
  ['POST', '/v1/refunds'],
  ['GET', '/v1/refunds'],
  ['GET', '/v1/events'],
] as const;

const EFFECTS = [
  { kind: 'error', status: 500, stored: false },
  { kind: 'error', status: 500, stored: true },
  { kind: 'error', status: 503, stored: false },
  { kind: 'error', status: 403, type: 'invalid_request_error', code: null, stored: false },
  { kind: 'rate_limit' },
  { kind: 'lock_timeout' },
  { kind: 'commit_then_drop' },
  { kind: 'drop_before_commit' },
  { kind: 'commit_then_reset' },
  { kind: 'reset_before_commit' },
  { kind: 'truncate' },
  { kind: 'invalid_json' },
  { kind: 'webhooks_first' },
  { kind: 'delay', seconds: 3 },
] as const;

const WEBHOOKS = [
  { mode: 'normal' },
  { mode: 'normal' },
  { mode: 'drop' },
  { mode: 'duplicate', times: 2 },
  { mode: 'shuffle', seed: 7 },
] as const;

const statusSchema = z.object({ status: z.string() });
const faultSchema = z.object({ id: z.string() });
const faultsSchema = z.object({ faults: z.array(faultSchema) });

async function main(): Promise<void> {
  const [first = 1, count = 1] = process.argv.slice(2).map(Number);
  const stack = await startStack({ ports: 'free', env: process.env });
  try {
    await stripeCall(stack, 'POST', '/_emulator/account', {
      capture_window_seconds: HOLD_SECONDS,
      settlement_delay_seconds: 1,
    });
    for (let seed = first; seed < first + count; seed += 1) await runSeed(stack, seed);
  } finally {
    await stack.stop();
  }
}

interface Lived {
  readonly told: Map<string, ToldOrder>;
  /** Orders that the shop could not finish, because a request was never answered. */
  readonly unanswered: string[];
}

async function runSeed(stack: Stack, seed: number): Promise<void> {
  const begun = Date.now();
  const random = seededRandom(seed);
  const told = new Map<string, ToldOrder>();
  const unanswered: string[] = [];
  const living = liveAll(stack, seed, random, { told, unanswered });
  const faults = await breakUntil(stack, random, living, begun + HOLD_SECONDS * 1000);
  await living;
  const found = [...unanswered, ...(await auditEnded(stack, told, QUIET_SECONDS))];
  for (const text of found) process.stdout.write(`  ${text}\n`);
  const wrong = new Set(found.map((text) => /order (\S+?):? /.exec(text)?.[1])).size;
  const seconds = Math.round((Date.now() - begun) / 1000);
  process.stdout.write(
    `seed ${seed.toString()}: ${told.size.toString()} orders, ${faults.toString()} faults, ${wrong.toString()} orders wrong, ${seconds.toString()} s\n`,
  );
  if (found.length > 0) process.exitCode = 1;
}

/** Until every order was placed and shipped, and the holds of the last ones were acted on. */
async function breakUntil(stack: Stack, random: SeededRandom, living: Promise<void>, until: number): Promise<number> {
  const shops = { done: false };
  void living.finally(() => {
    shops.done = true;
  });
  let faults = 0;
  const open: { id: string; since: number }[] = [];
  while (!shops.done || Date.now() < until) {
    for (let each = random.between(1, 2); each > 0; each -= 1) {
      const [method, path] = random.pick(PATHS);
      const match = { method, path, nth: random.between(1, 2), times: random.between(1, 3) };
      const fault = await stripeCall(stack, 'POST', '/_emulator/faults', { match, effect: random.pick(EFFECTS) });
      open.push({ id: faultSchema.parse(fault).id, since: Date.now() });
      faults += 1;
    }
    for (let [oldest] = open; oldest !== undefined && Date.now() - oldest.since > FAULT_WAITS_MS; [oldest] = open) {
      // One that has met all its calls is gone already.
      await stripeCall(stack, 'DELETE', `/_emulator/faults/${oldest.id}`).catch(() => undefined);
      open.shift();
    }
    if (random.next() < 0.1) await stripeCall(stack, 'POST', '/_emulator/webhooks', random.pick(WEBHOOKS));
    await pause(FAULTS_EVERY_MS);
  }
  await mend(stack);
  return faults;
}

/** What has hit nobody yet would hit the audit. */
async function mend(stack: Stack): Promise<void> {
  await stripeCall(stack, 'POST', '/_emulator/webhooks', { mode: 'normal' });
  const open = faultsSchema.parse(await stripeCall(stack, 'GET', '/_emulator/faults'));
  for (const { id } of open.faults) await stripeCall(stack, 'DELETE', `/_emulator/faults/${id}`);
}

async function liveAll(stack: Stack, seed: number, random: SeededRandom, { told, unanswered }: Lived): Promise<void> {
  const waiting = Array.from({ length: ORDERS }, (_, index) => index);
  const shop = async (): Promise<void> => {
    for (let index = waiting.shift(); index !== undefined; index = waiting.shift()) {
      const orderId = `chaos-${seed.toString()}-${index.toString()}`;
      try {
        told.set(orderId, await liveOne(stack, orderId, random));
      } catch (error) {
        unanswered.push(`order ${orderId}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, shop));
}

/** An order that comes back as `created` was refused by Stripe as our mistake (a 403): its request is to be repeated. */
async function placeUntilAsked(stack: Stack, order: { orderId: string; policy: object }): Promise<void> {
  const until = Date.now() + HOLD_SECONDS * 1000;
  for (let status = 'created'; status === 'created' && Date.now() < until;) {
    await requestUntilAnswered(stack, '/v1/orders', order);
    const answer = await fetch(`${stack.apiUrl}/v1/orders/${order.orderId}`);
    status = statusSchema.parse(await answer.json()).status;
  }
}

/** One to three lines; some ship, some are canceled, some are refunded in part, and the deadline takes the rest. */
async function liveOne(stack: Stack, orderId: string, random: SeededRandom): Promise<ToldOrder> {
  const path = `/v1/orders/${orderId}`;
  const lines = Array.from({ length: random.between(1, 3) }, (_, at) => ({
    lineId: `L${at.toString()}`,
    name: `Product ${at.toString()}`,
    quantity: 1,
    unitPrice: UNIT_WORTH - 30,
    taxAmount: 30,
  }));
  const order = { orderId, currency: 'usd', lines, payment: { paymentMethod: 'pm_card_visa' } };
  await placeUntilAsked(stack, { ...order, policy: { marginSeconds: MARGIN_SECONDS } });
  const shipments = new Set<string>();
  const canceled = random.next() < 0.2;
  for (const { lineId } of lines.slice(0, random.between(0, lines.length))) {
    const body = { shipmentId: `S-${lineId}`, lines: [{ lineId, quantity: 1 }] };
    if ((await requestUntilAnswered(stack, `${path}/shipments`, body)) < 300) shipments.add(body.shipmentId);
  }
  if (canceled) {
    await requestUntilAnswered(stack, `${path}/cancellations`, { cancellationId: 'C', reason: 'sold out' });
  }
  if (shipments.size > 0 && random.next() < 0.3) {
    await requestUntilAnswered(stack, `${path}/refunds`, { refundId: 'R', amount: 100, reason: 'goodwill' });
  }
  return { shipments, worth: shipments.size * UNIT_WORTH };
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
