import type { Selectable, Updateable } from 'kysely';
import { attemptId } from '../../domain/provider/ids';
import type { RaiseStep } from '../../domain/payment/steps';
import type { Transaction } from '../database/database';
import type { OrderChange } from '../orders/order-change';
import type { HoldRaisesTable } from '../records/raise-schema';

export type RaiseRow = Selectable<HoldRaisesTable>;

/** Writes the intent to raise a hold. */
export async function insertRaise(
  { transaction, orderId, at }: OrderChange,
  authorizationId: string,
  step: RaiseStep,
  idempotencyKey: string,
): Promise<RaiseRow> {
  return transaction
    .insertInto('hold_raises')
    .values({
      raise_id: attemptId(authorizationId, step.attempt),
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

/** This raise of the hold; undefined when its intent was never written. */
export async function findRaise(
  transaction: Transaction,
  authorizationId: string,
  attempt: number,
): Promise<RaiseRow | undefined> {
  return transaction
    .selectFrom('hold_raises')
    .selectAll()
    .where('authorization_id', '=', authorizationId)
    .where('attempt', '=', attempt)
    .executeTakeFirst();
}

/**
 * Changes an increment that has no outcome yet; without values only its age, which is that of the last request.
 * @throws Error when it has one
 */
export async function changeRaise(
  { transaction, at }: OrderChange,
  { raise_id }: RaiseRow,
  values: Omit<Updateable<HoldRaisesTable>, 'updated_at'>,
): Promise<void> {
  const { numUpdatedRows } = await transaction
    .updateTable('hold_raises')
    .set({ ...values, updated_at: at })
    .where('raise_id', '=', raise_id)
    .where('state', '=', 'requested')
    .executeTakeFirst();
  if (numUpdatedRows !== 1n) throw new Error(`Bug! Increment ${raise_id} has an outcome already`);
}
