import type { Selectable, Updateable } from 'kysely';
import { attemptId } from '../../domain/provider/ids';
import type { IncrementStep } from '../../domain/payment/steps';
import type { Transaction } from '../database/database';
import type { OrderChange } from '../orders/order-change';
import type { HoldIncrementsTable } from '../records/increment-schema';

/** A row of `hold_increments`. */
export type IncrementRow = Selectable<HoldIncrementsTable>;

/** Writes the intent to increment a hold. Once for an attempt: a second time breaks the table's key. */
export async function insertIncrement(
  { transaction, orderId, at }: OrderChange,
  authorizationId: string,
  step: IncrementStep,
  idempotencyKey: string,
): Promise<IncrementRow> {
  return transaction
    .insertInto('hold_increments')
    .values({
      increment_id: attemptId(authorizationId, step.attempt),
      order_id: orderId,
      authorization_id: authorizationId,
      attempt: step.attempt,
      state: 'requested',
      shipment_id: step.shipmentId,
      reason: step.reason,
      amount_before: step.amountBefore,
      amount_after: step.amountAfter,
      idempotency_key: idempotencyKey,
      key_first_used_at: at,
      request_id: step.requestId,
      created_at: at,
      updated_at: at,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** This increment of the hold; undefined when its intent was never written. */
export async function findIncrement(
  transaction: Transaction,
  authorizationId: string,
  attempt: number,
): Promise<IncrementRow | undefined> {
  return transaction
    .selectFrom('hold_increments')
    .selectAll()
    .where('authorization_id', '=', authorizationId)
    .where('attempt', '=', attempt)
    .executeTakeFirst();
}

/**
 * Changes an increment that has no outcome yet; without values only its age, which is that of the last request. Once,
 * where it gets its outcome: repeated, it throws.
 * @throws Error when it has one
 */
export async function changeIncrement(
  { transaction, at }: OrderChange,
  { increment_id }: IncrementRow,
  values: Omit<Updateable<HoldIncrementsTable>, 'updated_at'>,
): Promise<void> {
  const { numUpdatedRows } = await transaction
    .updateTable('hold_increments')
    .set({ ...values, updated_at: at })
    .where('increment_id', '=', increment_id)
    .where('state', '=', 'requested')
    .executeTakeFirst();
  if (numUpdatedRows !== 1n) throw new Error(`Bug! Increment ${increment_id} has an outcome already`);
}
