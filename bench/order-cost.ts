import { startStack, type Stack } from '../apps/local/src/stack';
import { createShop } from '../apps/local/src/story/shop';
import { temporalClient } from '../libs/temporal/connection';
import { historyCost, type HistoryCost } from '../libs/temporal/history-cost';
import { orderPaymentId } from '../workflows/order-payment/messages';
import { placeOrder, shipUnit } from './orders';

/**
 * What an order costs at Temporal: Actions and history events, for one to five shipments that settle one after the
 * other, which is the dearest order of events. Run with `node tools/run.mjs bench order-cost`.
 */

async function main(): Promise<void> {
  const stack = await startStack({ env: process.env });
  try {
    const costs: HistoryCost[] = [];
    for (const shipments of [1, 2, 3, 5]) {
      const cost = await costOf(stack, shipments);
      costs.push(cost);
      process.stdout.write(
        `${shipments.toString()} shipments: ${cost.actions.toString().padStart(3)} Actions, ${cost.events.toString().padStart(3)} events ` +
          `(${(cost.actions / (costs[0]?.actions ?? 1)).toFixed(2)} and ${(cost.events / (costs[0]?.events ?? 1)).toFixed(2)} of one shipment)\n`,
      );
    }
  } finally {
    await stack.stop();
  }
}

async function costOf(stack: Stack, shipments: number): Promise<HistoryCost> {
  const orderId = `cost-${shipments.toString()}`;
  const shop = createShop(stack.apiUrl);
  await placeOrder(stack, orderId, shipments);
  for (let number = 1; number <= shipments; number += 1) {
    await shipUnit(stack, orderId, number.toString());
    await shop.untilSettled(orderId, number * 100, 60);
  }
  const client = temporalClient(stack.temporal);
  try {
    const handle = client.workflow.getHandle(orderPaymentId(orderId));
    await handle.result();
    return historyCost(await handle.fetchHistory());
  } finally {
    await client.connection.close();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
