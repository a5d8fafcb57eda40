import type { RecordedOrder } from '../../libs/audit/recorded-order';
import type { OrderReader } from '../../libs/postgres/reading/order-reader';
import { lookPatiently } from './eventually';

/** What is recorded of an order, for the audit. */
export async function readRecorded(reader: OrderReader, orderId: string): Promise<RecordedOrder> {
  const [order, ledger, timeline] = await lookPatiently(() =>
    Promise.all([reader.findOrder(orderId), reader.readLedger(orderId), reader.readTimeline(orderId)]),
  );
  if (order === undefined) throw new Error(`order ${orderId} is not recorded`);
  return { ...order, ledger, timeline: timeline.map((entry) => ({ ...entry, who: entry.actor })) };
}
