import type { Selectable } from 'kysely';
import { attemptId } from '../../domain/provider/ids';
import type { PaymentError } from '../../domain/provider/payment-gateway';
import type { RaiseStep } from '../../domain/payment/steps';
import type { RaiseRefused } from '../../domain/payment/facts';
import type { Transaction } from '../database/database';
import { errorColumns } from '../database/error-columns';
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

/** The provider is about to be asked once more: the row's age is that of the last request. */
export async function touchRaise({ transaction, at }: OrderChange, { raise_id }: RaiseRow): Promise<RaiseRow> {
  return transaction
    .updateTable('hold_raises')
    .set({ updated_at: at })
    .where('raise_id', '=', raise_id)
    .where('state', '=', 'requested')
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** More is held. */
export async function completeRaise({ transaction, at }: OrderChange, { raise_id }: RaiseRow): Promise<void> {
  await transaction
    .updateTable('hold_raises')
    .set({ state: 'raised', updated_at: at })
    .where('raise_id', '=', raise_id)
    .where('state', '=', 'requested')
    .execute();
}

/** No more is held, or the hold is over. */
export async function refuseRaise(
  { transaction, at }: OrderChange,
  { raise_id }: RaiseRow,
  reason: RaiseRefused['reason'],
  error: PaymentError,
): Promise<void> {
  await transaction
    .updateTable('hold_raises')
    .set({
      state: 'refused',
      refusal_reason: reason,
      ...errorColumns(error),
      updated_at: at,
    })
    .where('raise_id', '=', raise_id)
    .where('state', '=', 'requested')
    .execute();
}
