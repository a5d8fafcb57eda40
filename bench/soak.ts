import { startStack, type Stack } from '../apps/local/src/stack';
import { auditEnded, type ToldOrder } from './ended-orders';
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

/** How long the last order may take after the last request. */
const END_SECONDS = 90;

async function main(): Promise<void> {
  const stack = await startStack({ ports: 'free', env: process.env });
  try {
    await breakThings(stack);
    const told = new Map<string, ToldOrder>();
    const killing = killWorker(stack);
    await placeAll(stack, told);
    await killing;
    const discrepancies = await report(stack, told);
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

async function placeAll(stack: Stack, told: Map<string, ToldOrder>): Promise<void> {
  const waiting = Array.from({ length: ORDERS }, (_, index) => index);
  const shop = async (): Promise<void> => {
    for (let index = waiting.shift(); index !== undefined; index = waiting.shift()) {
      const orderId = `soak-${index.toString()}`;
      told.set(orderId, await liveOneOrder(stack, orderId, index));
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, shop));
}

/** By its number, an order ships all of its three units, some, or none, is canceled in part or whole, and is refunded. */
async function liveOneOrder(stack: Stack, orderId: string, index: number): Promise<ToldOrder> {
  const path = `/v1/orders/${orderId}`;
  const line = { lineId: '1', name: 'Product 001', quantity: 3, unitPrice: 1_000, taxAmount: 90 };
  const order = { orderId, currency: 'usd', lines: [line], payment: { paymentMethod: 'pm_card_visa' } };
  await requestUntilAnswered(stack, '/v1/orders', { ...order, policy: { marginSeconds: 15 } });
  const shipped = new Set<string>();
  for (let priced = 1; priced <= index % 4; priced += 1) {
    const shipmentId = `P${priced.toString()}`;
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
  return { shipments: shipped, worth: shipped.size * UNIT_WORTH };
}

async function report(stack: Stack, told: ReadonlyMap<string, ToldOrder>): Promise<string[]> {
  const found = await auditEnded(stack, told, END_SECONDS);
  const captures = [...told.values()].reduce((sum, { shipments }) => sum + shipments.size, 0);
  const checks = await stripeCall(stack, 'GET', '/_emulator/checks');
  process.stdout.write(
    `${told.size.toString()} orders, ${captures.toString()} shipments, ${KILLS.toString()} workers killed: ` +
      `${found.length.toString()} discrepancies; Stripe's own books ${JSON.stringify(checks)}\n`,
  );
  return found;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
