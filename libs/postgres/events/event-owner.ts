import type { Database } from '../database/database';
import type { ClaimedEvent } from './webhook-event-store';

/** Whose an event is, as far as only rows can tell. */

type Named = Pick<ClaimedEvent, 'orderId' | 'refundId' | 'intendedAt'>;

/**
 * Whether our rows asked for what an event is about. A row is written before anything is asked for, so what carries our
 * name and has no row was asked for by another database.
 */
export async function isAskedForHere(
  database: Database,
  { orderId, refundId, intendedAt = null }: Named,
): Promise<boolean> {
  if (orderId === null) return false;
  if (refundId !== null) {
    return exists(
      database
        .selectFrom('refunds')
        .select('refund_id')
        .where('order_id', '=', orderId)
        .where('refund_id', '=', refundId)
        .executeTakeFirst(),
    );
  }
  const authorization = database
    .selectFrom('authorizations')
    .select('authorization_id')
    .where('order_id', '=', orderId);
  if (intendedAt === null || Number.isNaN(Date.parse(intendedAt)))
    return exists(authorization.limit(1).executeTakeFirst());
  return exists(authorization.where('created_at', '=', intendedAt).limit(1).executeTakeFirst());
}

/**
 * Whether a hold, a charge or a card was asked for whose answer nobody has seen: until then its ids are not known here.
 * @param since only what was asked for after this, ISO 8601
 */
export async function hasUnansweredRequest(database: Database, since: string): Promise<boolean> {
  return exists(
    database
      .selectFrom('authorizations')
      .select('authorization_id')
      .where('state', '=', 'requested')
      .where('payment_intent_id', 'is', null)
      .where('setup_intent_id', 'is', null)
      .where('asked_at', '>', since)
      .limit(1)
      .executeTakeFirst(),
  );
}

async function exists(row: Promise<object | undefined>): Promise<boolean> {
  return (await row) !== undefined;
}
