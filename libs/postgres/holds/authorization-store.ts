import type { Selectable, Updateable } from 'kysely';
import { CAUTIOUS_TIER, type FeatureTier } from '../../domain/orders/card-features';
import { authorizationId } from '../../domain/provider/ids';
import type { NextAction, PaymentError } from '../../domain/provider/payment-intent-reading';
import { authorizationMayBecome, type AuthorizationState } from '../../domain/orders/transitions';
import type { AuthorizationsTable } from '../records/authorization-schema';
import type { Database, Transaction } from '../database/database';
import { fitting } from '../database/fitting-text';
import type { OrderChange } from '../orders/order-change';

/** A row of `authorizations`. */
export type AuthorizationRow = Selectable<AuthorizationsTable>;

/** What is known of an authorization before the provider is asked; `amount` in minor units. */
export interface NewAuthorization {
  readonly generation: number;
  readonly amount: number;
  readonly tier: FeatureTier;
  readonly idempotencyKey: string;
  /** Of a payment that the shop made itself; absent: Holdfast makes one. */
  readonly adopts?: string | undefined;
}

/** Writes the intent to ask for a hold; undefined when an earlier attempt wrote it. May be repeated. */
export async function insertAuthorization(
  { transaction, orderId, at, standing, provider: { provider } }: OrderChange,
  { generation, amount, tier, idempotencyKey, adopts }: NewAuthorization,
): Promise<AuthorizationRow | undefined> {
  const inserted = await transaction
    .insertInto('authorizations')
    .values({
      authorization_id: authorizationId(orderId, generation),
      order_id: orderId,
      generation,
      provider,
      state: 'requested',
      tier,
      amount,
      idempotency_key: idempotencyKey,
      key_first_used_at: at,
      asked_at: at,
      ...(adopts !== undefined && { adopted: true, payment_intent_id: adopts }),
      created_at: at,
      updated_at: at,
    })
    .onConflict((conflict) => conflict.columns(['order_id', 'generation']).doNothing())
    .returningAll()
    .executeTakeFirst();
  if (inserted !== undefined) standing?.authorizationIs(inserted);
  return inserted;
}

/** The authorization of this generation; undefined when none was asked for. */
export async function findAuthorization(
  database: Database,
  orderId: string,
  generation: number,
): Promise<AuthorizationRow | undefined> {
  return database
    .selectFrom('authorizations')
    .selectAll()
    .where('order_id', '=', orderId)
    .where('generation', '=', generation)
    .executeTakeFirst();
}

/** As `findAuthorization`, where a step follows from the authorization, so that it must be there. */
export async function getAuthorization(
  database: Database,
  orderId: string,
  generation: number,
): Promise<AuthorizationRow> {
  const row = await findAuthorization(database, orderId, generation);
  if (row === undefined) throw new Error(`Bug! Order ${orderId} has no authorization ${generation.toString()}`);
  return row;
}

/**
 * Changes a recorded authorization, along the transition table only. Once, where the state changes: repeated, it
 * throws.
 * @throws Error when the table does not allow it, or when somebody changed the row meanwhile
 */
export async function changeAuthorization(
  { transaction, at, standing }: OrderChange,
  row: AuthorizationRow,
  state: AuthorizationState,
  values: Omit<Updateable<AuthorizationsTable>, 'state' | 'updated_at'>,
): Promise<AuthorizationRow> {
  if (!authorizationMayBecome(row.state, state)) {
    throw new Error(`Bug! Authorization ${row.authorization_id} is ${row.state} and cannot become ${state}`);
  }
  const changed = await transaction
    .updateTable('authorizations')
    .set({ ...values, state, updated_at: at })
    .where('authorization_id', '=', row.authorization_id)
    .where('state', '=', row.state)
    .returningAll()
    .executeTakeFirst();
  if (changed === undefined) throw new Error(`Bug! Authorization ${row.authorization_id} is not ${row.state} any more`);
  standing?.authorizationIs(changed);
  return changed;
}

/** The order that has a PaymentIntent; undefined: none of ours has it. */
export async function orderOfPaymentIntent(database: Database, paymentIntentId: string): Promise<string | undefined> {
  const row = await database
    .selectFrom('authorizations')
    .select('order_id')
    .where('payment_intent_id', '=', paymentIntentId)
    .executeTakeFirst();
  return row?.order_id;
}

/**
 * Authorizations of an order of which no PaymentIntent or SetupIntent is known, oldest first: nobody recorded the
 * provider's answer, or it refused even to begin. Either may have left one behind.
 */
export async function findWithoutIntent(database: Database, orderId: string): Promise<AuthorizationRow[]> {
  return database
    .selectFrom('authorizations')
    .selectAll()
    .where('order_id', '=', orderId)
    .where('payment_intent_id', 'is', null)
    .where('setup_intent_id', 'is', null)
    .where('state', 'in', ['requested', 'requires_payment_method'])
    .orderBy('generation')
    .execute();
}

/**
 * The newest authorization before this generation that binds the buyer's money, took it, or still can; or saved the
 * card.
 */
export async function findLiveBefore(
  database: Database,
  orderId: string,
  generation: number,
): Promise<AuthorizationRow | undefined> {
  return database
    .selectFrom('authorizations')
    .selectAll()
    .where('order_id', '=', orderId)
    .where('generation', '<', generation)
    .where((eb) => eb.or([eb('payment_intent_id', 'is not', null), eb('setup_intent_id', 'is not', null)]))
    .where((eb) =>
      eb.or([
        eb('state', 'in', ['requires_payment_method', 'requires_action', 'processing', 'held', 'saved']),
        eb.and([eb('state', '=', 'captured'), eb('plan', '=', 'immediate')]),
      ]),
    )
    .orderBy('generation', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** When Holdfast acts on the hold that lives, and when the network drops it; undefined while nothing is held. */
export async function liveHoldTimes(
  database: Database,
  orderId: string,
): Promise<{ releaseAt: string; captureBefore: string } | undefined> {
  const held = await database
    .selectFrom('authorizations')
    .select(['release_at', 'capture_before'])
    .where('order_id', '=', orderId)
    .where('state', '=', 'held')
    .orderBy('generation', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (held === undefined || held.release_at === null || held.capture_before === null) return undefined;
  return { releaseAt: held.release_at, captureBefore: held.capture_before };
}

/** Sum of what was captured of a hold, in minor units. */
export async function capturedOf(transaction: Transaction, authorizationId: string): Promise<number> {
  const captures = await transaction
    .selectFrom('captures')
    .select('amount')
    .where('authorization_id', '=', authorizationId)
    .where('state', 'in', ['captured', 'settled'])
    .execute();
  return captures.reduce((sum, { amount }) => sum + amount, 0);
}

/** The richest set of card features that may still be asked for. */
export function tierOf({ tier }: Pick<AuthorizationRow, 'tier'>): FeatureTier {
  return tier ?? CAUTIOUS_TIER;
}

/** What the buyer has to do, as it lies in the row of its authorization. */
export function nextActionColumns(action: NextAction | null): Updateable<AuthorizationsTable> {
  return {
    next_action_type: action?.type ?? null,
    next_action_url: action?.type === 'redirect_to_url' ? action.url : null,
  };
}

/** What the buyer has to do; null when nothing. */
export function nextActionOf(row: AuthorizationRow): NextAction | null {
  if (row.next_action_type === null) return null;
  if (row.next_action_type === 'use_stripe_sdk') return { type: row.next_action_type };
  return { type: row.next_action_type, url: row.next_action_url ?? '' };
}

/** Nothing is waited for any more, neither from the buyer nor from the network. */
export function answeredColumns({ origin }: OrderChange): Updateable<AuthorizationsTable> {
  const { eventId: changed_by_event_id } = origin;
  return { client_secret: null, ...nextActionColumns(null), ...lastErrorColumns(null), changed_by_event_id };
}

/** Why the last payment method came to nothing, as it lies in the row of its authorization. */
export function lastErrorColumns(error: PaymentError | null): Updateable<AuthorizationsTable> {
  return {
    last_error_code: error === null ? null : fitting(error.code, 255),
    last_error_decline_code: typeof error?.declineCode === 'string' ? fitting(error.declineCode, 255) : null,
    last_error_message: error === null ? null : fitting(error.message, 2000),
  };
}

/** Why the last payment method came to nothing; null when none did. */
export function lastErrorOf(row: AuthorizationRow): PaymentError | null {
  if (row.last_error_code === null) return null;
  const { last_error_code: code, last_error_decline_code: declineCode, last_error_message: message } = row;
  return { code, declineCode, message: message ?? '' };
}
