import type { Selectable } from 'kysely';
import { attemptId } from '../../domain/provider/ids';
import type { PaymentError } from '../../domain/provider/payment-gateway';
import type { IncrementStep } from '../../domain/payment/steps';
import type { IncrementRefused } from '../../domain/payment/facts';
import type { Transaction } from '../database/database';
import { errorColumns } from '../database/error-columns';
import type { OrderChange } from '../orders/order-change';
import type { HoldIncrementsTable } from '../records/increment-schema';

export type IncrementRow = Selectable<HoldIncrementsTable>;

/** Writes the intent to raise a hold. */
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

/** This raise of the hold; undefined when its intent was never written. */
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

/** The provider is about to be asked once more: the row's age is that of the last request. */
export async function touchIncrement(
  { transaction, at }: OrderChange,
  { increment_id }: IncrementRow,
): Promise<IncrementRow> {
  return transaction
    .updateTable('hold_increments')
    .set({ updated_at: at })
    .where('increment_id', '=', increment_id)
    .where('state', '=', 'requested')
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** More is held. */
export async function completeIncrement(
  { transaction, at }: OrderChange,
  { increment_id }: IncrementRow,
): Promise<void> {
  await transaction
    .updateTable('hold_increments')
    .set({ state: 'raised', updated_at: at })
    .where('increment_id', '=', increment_id)
    .where('state', '=', 'requested')
    .execute();
}

/** No more is held, or the hold is over. */
export async function refuseIncrement(
  { transaction, at }: OrderChange,
  { increment_id }: IncrementRow,
  reason: IncrementRefused['reason'],
  error: PaymentError,
): Promise<void> {
  await transaction
    .updateTable('hold_increments')
    .set({
      state: 'refused',
      refusal_reason: reason,
      ...errorColumns(error),
      updated_at: at,
    })
    .where('increment_id', '=', increment_id)
    .where('state', '=', 'requested')
    .execute();
}
