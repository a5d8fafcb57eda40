import type { CancellationCommand } from '../../domain/orders/inputs';
import type { UnitSpan } from '../../domain/orders/shipment-price';
import type { Database, Transaction } from '../database/database';
import { fitting } from '../database/fitting-text';
import type { OrderChange } from './order-change';
import type { CancellationRecord } from '../records/order-record';

/**
 * Writes the intent to give units up; does nothing when an earlier attempt wrote it. May be repeated.
 * @param spans the units, when the shop named lines; none: all that is open
 */
export async function saveCancellation(
  change: OrderChange,
  { cancellationId, contentHash, reason, requestId }: CancellationCommand,
  spans: readonly UnitSpan[],
): Promise<void> {
  const { transaction, orderId, at } = change;
  await transaction
    .insertInto('cancellations')
    .values({
      order_id: orderId,
      cancellation_id: cancellationId,
      content_hash: contentHash,
      reason: fitting(reason, 2000),
      request_id: requestId,
      requested_at: at,
    })
    .onConflict((conflict) => conflict.columns(['order_id', 'cancellation_id']).doNothing())
    .execute();
  if (spans.length > 0) await saveLines(change, cancellationId, spans);
}

async function saveLines(
  { transaction, orderId }: OrderChange,
  cancellationId: string,
  spans: readonly UnitSpan[],
): Promise<void> {
  await transaction
    .insertInto('cancellation_lines')
    .values(
      spans.map(({ lineId, fromUnit, units }) => ({
        order_id: orderId,
        cancellation_id: cancellationId,
        line_id: lineId,
        from_unit: fromUnit,
        units,
      })),
    )
    .onConflict((conflict) => conflict.columns(['order_id', 'cancellation_id', 'line_id']).doNothing())
    .execute();
}

/**
 * Writes down what a cancellation gave back, or will; it is answered with that from then on. Once: a second time
 * changes nothing.
 */
export async function completeCancellation(
  { transaction, orderId, at }: OrderChange,
  cancellationId: string,
  released: number,
): Promise<void> {
  await transaction
    .updateTable('cancellations')
    .set({ released_amount: released, completed_at: at })
    .where('order_id', '=', orderId)
    .where('cancellation_id', '=', cancellationId)
    .where('completed_at', 'is', null)
    .execute();
}

/** The cancellation, once it is done. */
export async function findCancellation(
  database: Database | Transaction,
  orderId: string,
  cancellationId: string,
): Promise<CancellationRecord | undefined> {
  const row = await database
    .selectFrom('cancellations')
    .select(['content_hash', 'released_amount'])
    .where('order_id', '=', orderId)
    .where('cancellation_id', '=', cancellationId)
    .executeTakeFirst();
  if (row === undefined || row.released_amount === null) return undefined;
  return { cancellationId, contentHash: row.content_hash, released: row.released_amount };
}
