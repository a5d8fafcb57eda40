import type { Selectable, Updateable } from 'kysely';
import type { FeatureTier } from '../../domain/orders/card-features';
import type { ConfirmationCommand } from '../../domain/orders/inputs';
import { attemptId } from '../../domain/provider/ids';
import { confirmationMayBecome } from '../../domain/orders/transitions';
import type { Transaction } from '../database/database';
import type { OrderChange } from '../orders/order-change';
import type { ConfirmationsTable } from '../records/confirmation-schema';

/** A row of `confirmations`. */
export type ConfirmationRow = Selectable<ConfirmationsTable>;

/** What is known of a confirmation before the provider is asked. */
export interface NewConfirmation {
  readonly authorizationId: string;
  readonly attempt: number;
  readonly tier: FeatureTier;
  readonly idempotencyKey: string;
  readonly confirmation: ConfirmationCommand;
}

/** Writes the intent to confirm. Once for an attempt: a second time breaks the table's key. */
export async function insertConfirmation(
  { transaction, orderId, at }: OrderChange,
  { authorizationId, attempt, tier, idempotencyKey, confirmation }: NewConfirmation,
): Promise<ConfirmationRow> {
  return transaction
    .insertInto('confirmations')
    .values({
      confirmation_id: attemptId(authorizationId, attempt),
      order_id: orderId,
      authorization_id: authorizationId,
      attempt,
      state: 'requested',
      tier,
      payment_method: confirmation.paymentMethod,
      return_url: confirmation.returnUrl,
      request_id: confirmation.requestId,
      idempotency_key: idempotencyKey,
      key_first_used_at: at,
      key_last_used_at: at,
      created_at: at,
      updated_at: at,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** This confirm of the authorization; undefined when its intent was never written. */
export async function findConfirmation(
  transaction: Transaction,
  authorizationId: string,
  attempt: number,
): Promise<ConfirmationRow | undefined> {
  return transaction
    .selectFrom('confirmations')
    .selectAll()
    .where('authorization_id', '=', authorizationId)
    .where('attempt', '=', attempt)
    .executeTakeFirst();
}

/** As `findConfirmation`, where an outcome follows from the intent, so that it must be there. */
export async function getConfirmation(
  transaction: Transaction,
  authorizationId: string,
  attempt: number,
): Promise<ConfirmationRow> {
  const row = await findConfirmation(transaction, authorizationId, attempt);
  if (row === undefined)
    throw new Error(`Bug! Authorization ${authorizationId} has no confirmation ${attempt.toString()}`);
  return row;
}

/** Whether an earlier confirm of the authorization was given up before anybody saw its answer. */
export async function hasUnanswered(
  transaction: Transaction,
  authorizationId: string,
  attempt: number,
): Promise<boolean> {
  const earlier = await transaction
    .selectFrom('confirmations')
    .select('confirmation_id')
    .where('authorization_id', '=', authorizationId)
    .where('attempt', '<', attempt)
    .where('state', '=', 'requested')
    .limit(1)
    .executeTakeFirst();
  return earlier !== undefined;
}

/**
 * Changes a recorded confirmation, along the transition table only, or as long as it has no outcome. Once, where the
 * state changes: repeated, it throws.
 * @throws Error when the table does not allow it, or when somebody changed the row meanwhile
 */
export async function changeConfirmation(
  { transaction, at }: OrderChange,
  row: ConfirmationRow,
  state: ConfirmationRow['state'],
  values: Omit<Updateable<ConfirmationsTable>, 'state' | 'updated_at'>,
): Promise<ConfirmationRow> {
  const stays = row.state === 'requested' && state === 'requested';
  if (!stays && !confirmationMayBecome(row.state, state)) {
    throw new Error(`Bug! Confirmation ${row.confirmation_id} is ${row.state} and cannot become ${state}`);
  }
  const changed = await transaction
    .updateTable('confirmations')
    .set({ ...values, state, updated_at: at })
    .where('confirmation_id', '=', row.confirmation_id)
    .where('state', '=', row.state)
    .returningAll()
    .executeTakeFirst();
  if (changed === undefined) throw new Error(`Bug! Confirmation ${row.confirmation_id} is not ${row.state} any more`);
  return changed;
}
