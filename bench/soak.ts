import { z } from 'zod';
import { startStack, type Stack } from '../apps/local/src/stack';
import { eventually } from '../apps/local/src/story/eventually';
import { auditOrder } from '../libs/audit/audit-order';
import { auditWorkflow } from '../libs/audit/audit-workflow';
import { readRecordedOrder } from '../libs/audit/read-over-http';
import { readStripeBooks } from '../libs/audit/stripe-books';
import { ORDER_STATUSES } from '../libs/domain/order-status';
import { temporalClient } from '../libs/temporal/connection';
import { lookAtWorkflow } from '../libs/temporal/workflow-look';
import { orderPaymentId } from '../workflows/order-payment/messages';
import { requestUntilAnswered, stripeCall } from './soak-clients';

/**
 * Many orders at once while everything goes wrong: answers of Stripe are lost after the money moved, webhooks come twice
 * and out of order, the worker is killed again and again. Afterwards every order must be at its end, and the read model,
 * the ledger and Stripe must say the same. Run with `node tools/run.mjs bench soak`; exit code 1 if they do not.
 */

const ORDERS = 300;
const AT_A_TIME = 12;
const KILLS = 5;
const KILL_EVERY_MS = 6_000;

/** Price and tax of each of the three units of an order. */
const UNIT_WORTH = 1_030;

const orderSchema = z.object({
  status: z.enum(ORDER_STATUSES),
  amounts: z.object({ captured: z.number() }),
  shipments: z.array(z.object({ shipmentId: z.string(), status: z.string() })),
});

async function main(): Promise<void> {
  const stack = await startStack({ ports: 'free', env: process.env });
  try {
    await breakThings(stack);
    const accepted = new Map<string, Set<string>>();
    const killing = killWorker(stack);
    await placeAll(stack, accepted);
    await killing;
    const discrepancies = await audit(stack, accepted);
    for (const text of discrepancies) process.stdout.write(`  ${text}\n`);
    if (discrepancies.length > 0) process.exitCode = 1;
  } finally {
    await stack.stop();
  }
}

async function breakThings(stack: Stack): Promise<void> {
  await stripeCall(stack, 'POST', '/_emulator/account', { capture_window_seconds: 40, settlement_delay_seconds: 1 });
  await stripeCall(stack, 'POST', '/_emulator/webhooks', { mode: 'duplicate', times: 2 });
  // Every hundredth request or so is done, and its answer lost.
  for (const nth of [3, 9, 20, 41, 77, 110]) {
    for (const path of ['/v1/payment_intents', '/v1/payment_intents/*/capture', '/v1/payment_intents/*/cancel']) {
      const match = { method: 'POST', path, nth, times: 1 };
      await stripeCall(stack, 'POST', '/_emulator/faults', { match, effect: { kind: 'commit_then_drop' } });
    }
  }
}

async function killWorker({ worker }: Stack): Promise<void> {
  for (let kill = 0; kill < KILLS; kill += 1) {
    await new Promise((resolve) => setTimeout(resolve, KILL_EVERY_MS));
    await worker.kill9();
    await worker.start();
  }
}

async function placeAll(stack: Stack, accepted: Map<string, Set<string>>): Promise<void> {
  const waiting = Array.from({ length: ORDERS }, (_, index) => index);
  const shop = async (): Promise<void> => {
    for (let index = waiting.shift(); index !== undefined; index = waiting.shift()) {
      const orderId = `soak-${index.toString()}`;
      accepted.set(orderId, await liveOneOrder(stack, orderId, index));
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, shop));
}

/** By its number, an order ships all of its three units, some, or none, is cancelled in part or whole, and is refunded. */
async function liveOneOrder(stack: Stack, orderId: string, index: number): Promise<Set<string>> {
  const path = `/v1/orders/${orderId}`;
  const line = { lineId: '1', name: 'Product 001', quantity: 3, unitPrice: 1_000, taxAmount: 90 };
  const order = { orderId, currency: 'usd', lines: [line], payment: { paymentMethod: 'pm_card_visa' } };
  await requestUntilAnswered(stack, '/v1/orders', { ...order, policy: { marginSeconds: 15 } });
  const shipped = new Set<string>();
  for (let parcel = 1; parcel <= index % 4; parcel += 1) {
    const shipmentId = `P${parcel.toString()}`;
    const body = { shipmentId, lines: [{ lineId: '1', quantity: 1 }] };
    if ((await requestUntilAnswered(stack, `${path}/shipments`, body)) < 300) shipped.add(shipmentId);
  }
  if (index % 5 === 0) {
    const lines = [{ lineId: '1', quantity: 1 }];
    await requestUntilAnswered(stack, `${path}/cancellations`, { cancellationId: 'C1', lines, reason: 'sold out' });
  }
  if (index % 7 === 0) {
    await requestUntilAnswered(stack, `${path}/refunds`, { refundId: 'R1', amount: 100, reason: 'goodwill' });
  }
  return shipped;
}

async function audit(stack: Stack, accepted: ReadonlyMap<string, ReadonlySet<string>>): Promise<string[]> {
  const found: string[] = [];
  const orders = new Map<string, z.infer<typeof orderSchema>>();
  for (const orderId of accepted.keys()) {
    const order = await eventually(
      `order ${orderId} to end`,
      90,
      async () => orderSchema.parse(await (await fetch(`${stack.apiUrl}/v1/orders/${orderId}`)).json()),
      ({ status }) => status === 'completed' || status === 'canceled',
    );
    orders.set(orderId, order);
  }
  // Read once, when nothing moves any more.
  const books = await readStripeBooks(stack.emulator);
  const temporal = temporalClient(stack.temporal);
  let captures = 0;
  for (const [orderId, shipments] of accepted) {
    captures += shipments.size;
    found.push(...auditOrder(await readRecordedOrder(stack.apiUrl, orderId), books));
    found.push(...parcelsThatDiffer(orderId, orders.get(orderId), shipments));
    const status = orders.get(orderId)?.status ?? 'created';
    found.push(...auditWorkflow({ orderId, status }, await lookAtWorkflow(temporal, orderPaymentId(orderId))));
  }
  await temporal.connection.close();
  const checks = await stripeCall(stack, 'GET', '/_emulator/checks');
  process.stdout.write(
    `${accepted.size.toString()} orders, ${captures.toString()} parcels, ${KILLS.toString()} workers killed: all at their end, ` +
      `${found.length.toString()} discrepancies (${((found.length / accepted.size) * 100).toFixed(1)} % of the orders); Stripe's own books ${JSON.stringify(checks)}\n`,
  );
  return found;
}

/** What the shop was told of its parcels must be what is recorded of them (I2, I5). */
function parcelsThatDiffer(
  orderId: string,
  order: z.infer<typeof orderSchema> | undefined,
  shipments: ReadonlySet<string>,
): string[] {
  const settled = (order?.shipments ?? [])
    .filter(({ status }) => status === 'settled')
    .map(({ shipmentId }) => shipmentId);
  const compared: [string, unknown, unknown][] = [
    ['parcels', settled.sort().join(), [...shipments].sort().join()],
    ['worth of parcels', order?.amounts.captured, shipments.size * UNIT_WORTH],
  ];
  return compared
    .filter(([, ours, theirs]) => ours !== theirs)
    .map(([what, ours, theirs]) => `order ${orderId}: ${what}: ${String(ours)} is not ${String(theirs)}`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
