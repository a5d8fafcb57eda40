import type { FraudSignal } from '../../domain/orders/fraud-signal';
import type { Database } from '../database/database';
import type { OrderChange } from './order-change';

/** What a stored event brought, as it was received; undefined when there is no such event. */
export async function readPayload(database: Database, eventId: string): Promise<unknown> {
  const row = await database
    .selectFrom('webhook_events')
    .select(['payload', 'event_created_at'])
    .where('event_id', '=', eventId)
    .executeTakeFirst();
  return row?.payload;
}

/**
 * Writes down what the provider suspects, or that it does so no more. May be repeated.
 * @returns what has changed: nothing where an event repeats what is known, or is older than that
 */
export async function saveFraudSignal(
  { transaction, orderId, at }: OrderChange,
  { signalId, kind, isOpen, reason }: FraudSignal,
  chargeId: string | null,
): Promise<'opened' | 'ended' | 'nothing'> {
  const known = await transaction
    .selectFrom('fraud_signals')
    .select('is_open')
    .where('signal_id', '=', signalId)
    .executeTakeFirst();
  if (known === undefined) {
    const row = { signal_id: signalId, order_id: orderId, kind, is_open: isOpen, reason, charge_id: chargeId };
    await transaction
      .insertInto('fraud_signals')
      .values({ ...row, since: at, updated_at: at })
      .execute();
    return isOpen ? 'opened' : 'ended';
  }
  if (!known.is_open || isOpen) return 'nothing';
  await transaction
    .updateTable('fraud_signals')
    .set({ is_open: false, reason, updated_at: at })
    .where('signal_id', '=', signalId)
    .execute();
  return 'ended';
}

/** Whether the order has another open signal of the kind. */
export async function hasOpenSignal(
  { transaction, orderId }: OrderChange,
  kind: FraudSignal['kind'],
): Promise<boolean> {
  const row = await transaction
    .selectFrom('fraud_signals')
    .select('signal_id')
    .where('order_id', '=', orderId)
    .where('kind', '=', kind)
    .where('is_open', '=', true)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
