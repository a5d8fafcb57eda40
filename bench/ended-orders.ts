import { z } from 'zod';
import type { Stack } from '../apps/local/src/stack';
import { eventually } from '../apps/local/src/story/eventually';
import { auditOrder } from '../libs/audit/audit-order';
import { auditWorkflow } from '../libs/audit/audit-workflow';
import { readRecordedOrder } from '../libs/audit/read-over-http';
import { readStripeBooks } from '../libs/audit/stripe-books';
import { ORDER_STATUSES } from '../libs/domain/orders/order-status';
import { temporalClient } from '../libs/temporal/connection';
import { lookAtWorkflow } from '../libs/temporal/workflow-look';
import { orderPaymentId } from '../workflows/order-payment/messages';

/** What a trial asks of its orders once their time is over. */

/** What the shop was told of one order: the shipments that were accepted, and what they are worth. */
export interface ToldOrder {
  readonly shipments: ReadonlySet<string>;
  /** Minor units. */
  readonly worth: number;
}

const orderSchema = z.object({
  status: z.enum(ORDER_STATUSES),
  amounts: z.object({ captured: z.number(), lost: z.number() }),
  shipments: z.array(z.object({ shipmentId: z.string(), status: z.string() })),
  /** Never compared: it says why an order does not end. */
  attention: z.array(z.object({ code: z.string(), message: z.string(), since: z.string() })),
});

type EndedOrder = z.infer<typeof orderSchema>;

/**
 * Waits until every order has ended, then compares what the shop was told, the read model, the ledger, Temporal and Stripe.
 * @param seconds how long an order may still take
 * @returns each discrepancy in a sentence; an order that does not end is one
 */
export async function auditEnded(
  stack: Stack,
  told: ReadonlyMap<string, ToldOrder>,
  seconds: number,
): Promise<string[]> {
  const found: string[] = [];
  const ended = new Map<string, EndedOrder>();
  const until = Date.now() + seconds * 1000;
  for (const orderId of told.keys()) {
    try {
      ended.set(orderId, await endOf(stack, orderId, (until - Date.now()) / 1000));
    } catch (error) {
      found.push(error instanceof Error ? error.message : String(error));
    }
  }
  // Read once, when nothing moves any more.
  const books = await readStripeBooks(stack.emulator);
  const temporal = temporalClient(stack.temporal);
  for (const [orderId, order] of ended) {
    const { status } = order;
    found.push(...auditWorkflow({ orderId, status }, await lookAtWorkflow(temporal, orderPaymentId(orderId))));
    found.push(...auditOrder(await readRecordedOrder(stack.apiUrl, orderId), books));
    found.push(...differences(orderId, order, told.get(orderId)));
  }
  await temporal.connection.close();
  return found;
}

async function endOf({ apiUrl }: Stack, orderId: string, seconds: number): Promise<EndedOrder> {
  return eventually(
    `order ${orderId} to end`,
    Math.max(seconds, 1),
    async () => orderSchema.parse(await (await fetch(`${apiUrl}/v1/orders/${orderId}`)).json()),
    ({ status }) => status === 'completed' || status === 'canceled',
  );
}

/** What the shop was told must be what is recorded (I2, I5), and nothing may be lost to the network. */
function differences(orderId: string, order: EndedOrder, told: ToldOrder | undefined): string[] {
  const settled = order.shipments.filter(({ status }) => status === 'settled').map(({ shipmentId }) => shipmentId);
  const compared: [string, unknown, unknown][] = [
    ['shipments', settled.sort().join(), [...(told?.shipments ?? [])].sort().join()],
    ['worth of shipments', order.amounts.captured, told?.worth],
    ['lost to the network', order.amounts.lost, 0],
  ];
  return compared
    .filter(([, ours, theirs]) => ours !== theirs)
    .map(([what, ours, theirs]) => `order ${orderId}: ${what}: ${String(ours)} is not ${String(theirs)}`);
}
