import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { startStack, type Stack } from '../apps/local/src/stack';
import { auditEnded, type ToldOrder } from './ended-orders';
import { requestUntilAnswered, stripeCall } from './soak-clients';

/**
 * Stripe answers 500 to every GET for half an hour, while 100 orders live: captures, cancellations and deadlines must go on as
 * if nothing were, persons are called after ten minutes, and afterwards everything is settled and nobody is called any more.
 * Run with `node tools/run.mjs bench outage [minutes]`; exit code 1 if something is not so.
 */

const ORDERS = 100;
const UNIT_WORTH = 1_030;
/** The deadline of every order comes when half of the outage is over. */
const MARGIN_SECONDS = 60;
/** Ten minutes, and the pause between two attempts. */
const CALLED_AFTER_SECONDS = 12 * 60;
const QUIET_SECONDS = 300;
/** How late a deadline may be acted on, on a busy machine. */
const LATE_SECONDS = 5;

const orderSchema = z.object({
  attention: z.array(z.object({ code: z.string() })),
  payment: z.object({ releaseAt: z.string().nullable() }),
});
const timelineSchema = z.object({ entries: z.array(z.object({ kind: z.string(), at: z.string() })) });

async function main(): Promise<void> {
  const outageSeconds = Number(process.argv[2] ?? '30') * 60;
  const stack = await startStack({ ports: 'free', env: process.env });
  try {
    await stripeCall(stack, 'POST', '/_emulator/account', {
      capture_window_seconds: Math.round(outageSeconds / 2) + MARGIN_SECONDS,
      settlement_delay_seconds: 2,
    });
    const found = await liveThrough(stack, outageSeconds);
    for (const text of found) process.stdout.write(`  ${text}\n`);
    process.stdout.write(`${ORDERS.toString()} orders, ${found.length.toString()} things wrong\n`);
    if (found.length > 0) process.exitCode = 1;
  } finally {
    await stack.stop();
  }
}

async function liveThrough(stack: Stack, outageSeconds: number): Promise<string[]> {
  const orderIds = Array.from({ length: ORDERS }, (_, index) => `outage-${index.toString()}`);
  for (const orderId of orderIds) await place(stack, orderId);
  const releaseAt = new Map<string, string>();
  for (const orderId of orderIds) releaseAt.set(orderId, (await orderOf(stack, orderId)).payment.releaseAt ?? '');

  const begun = Date.now();
  const path = '/v1/**';
  const effect = { kind: 'error', status: 500, stored: false };
  const fault = await stripeCall(stack, 'POST', '/_emulator/faults', {
    match: { method: 'GET', path, nth: 1, times: 1_000_000 },
    effect,
  });
  const told = new Map<string, ToldOrder>();
  const took: number[] = [];
  for (const [index, orderId] of orderIds.entries()) told.set(orderId, await live(stack, orderId, index, took));
  took.sort((left, right) => left - right);
  process.stdout.write(`requests answered in ${percentile(took, 0.5)} (median), ${percentile(took, 0.99)} (99 %) ms\n`);

  if (outageSeconds > CALLED_AFTER_SECONDS) {
    await pause(begun + CALLED_AFTER_SECONDS * 1000 - Date.now());
    process.stdout.write(`${(await called(stack, orderIds)).toString()} orders have an open alert after 12 minutes\n`);
  }
  await pause(begun + outageSeconds * 1000 - Date.now());
  const late = await lateReleases(stack, releaseAt);
  const { id } = z.object({ id: z.string() }).parse(fault);
  await stripeCall(stack, 'DELETE', `/_emulator/faults/${id}`);
  const found = [...late, ...(await auditEnded(stack, told, QUIET_SECONDS))];
  const stillCalled = await untilNobodyIsCalled(stack, orderIds);
  return stillCalled === 0 ? found : [...found, `${stillCalled.toString()} orders still have an open alert`];
}

function percentile(sorted: readonly number[], share: number): string {
  return (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toString();
}

async function place(stack: Stack, orderId: string): Promise<void> {
  const line = { lineId: '1', name: 'Product 001', quantity: 2, unitPrice: 1_000, taxAmount: 60 };
  const order = { orderId, currency: 'usd', lines: [line], payment: { paymentMethod: 'pm_card_visa' } };
  await requestUntilAnswered(stack, '/v1/orders', { ...order, policy: { marginSeconds: MARGIN_SECONDS } });
}

/** A fifth ships all, two fifths ship half and leave the rest to the deadline, a fifth is canceled, a fifth does nothing. */
async function live(stack: Stack, orderId: string, index: number, took: number[]): Promise<ToldOrder> {
  const path = `/v1/orders/${orderId}`;
  const timed = async (what: string, body: object): Promise<number> => {
    const begun = Date.now();
    const status = await requestUntilAnswered(stack, `${path}/${what}`, body);
    took.push(Date.now() - begun);
    return status;
  };
  const kind = index % 5;
  const shipments = new Set<string>();
  const ships = kind === 0 ? ['A', 'B'] : kind <= 2 ? ['A'] : [];
  for (const shipmentId of ships) {
    if ((await timed('shipments', { shipmentId, lines: [{ lineId: '1', quantity: 1 }] })) < 300)
      shipments.add(shipmentId);
  }
  if (kind === 3) await timed('cancellations', { cancellationId: 'C', reason: 'sold out' });
  return { shipments, worth: shipments.size * UNIT_WORTH };
}

async function orderOf({ apiUrl }: Stack, orderId: string): Promise<z.infer<typeof orderSchema>> {
  return orderSchema.parse(await (await fetch(`${apiUrl}/v1/orders/${orderId}`)).json());
}

async function called(stack: Stack, orderIds: readonly string[]): Promise<number> {
  let orders = 0;
  for (const orderId of orderIds) if ((await orderOf(stack, orderId)).attention.length > 0) orders += 1;
  return orders;
}

async function untilNobodyIsCalled(stack: Stack, orderIds: readonly string[]): Promise<number> {
  const until = Date.now() + QUIET_SECONDS * 1000;
  let orders = await called(stack, orderIds);
  while (orders > 0 && Date.now() < until) {
    await pause(5_000);
    orders = await called(stack, orderIds);
  }
  return orders;
}

/** What was left to the deadline must have gone back at it, to the second. */
async function lateReleases({ apiUrl }: Stack, releaseAt: ReadonlyMap<string, string>): Promise<string[]> {
  const found: string[] = [];
  let latest = 0;
  for (const [orderId, at] of releaseAt) {
    if (['0', '3'].includes((Number(orderId.slice('outage-'.length)) % 5).toString())) continue;
    const timeline = timelineSchema.parse(await (await fetch(`${apiUrl}/v1/orders/${orderId}/timeline`)).json());
    const released = timeline.entries.find(({ kind }) => kind === 'hold_released');
    const seconds = released === undefined ? Infinity : (Date.parse(released.at) - Date.parse(at)) / 1000;
    latest = Math.max(latest, seconds);
    if (seconds > LATE_SECONDS)
      found.push(`order ${orderId}: released ${seconds.toFixed(1)} s after its deadline ${at}`);
  }
  process.stdout.write(`the latest release came ${latest.toFixed(1)} s after its deadline\n`);
  return found;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
