import type { Database } from '../database/database';
import { pageOf, readCursor, rowsOfPage, type Page, type AskedPage } from './page-cursor';

/** An event of the provider's that was given up: it was stored, and could be handed to nobody. */
export interface DeadLetter {
  readonly eventId: string;
  readonly type: string;
  /** What it calls the order, which need not be one of ours. */
  readonly orderId: string | null;
  readonly paymentIntentId: string | null;
  readonly happenedAt: string;
  readonly receivedAt: string;
  readonly attempts: number;
  readonly reason: string;
  readonly lastError: string | null;
}

/** A page of the dead letters, those received last first. @throws InvalidCursor */
export async function listDeadLetters(database: Database, request: AskedPage): Promise<Page<DeadLetter>> {
  const { cursor } = request;
  let query = database
    .selectFrom('webhook_events')
    .select(['event_id', 'type', 'order_id', 'payment_intent_id', 'event_created_at', 'received_at'])
    .select(['attempts', 'dead_letter_reason', 'last_error'])
    .where('outcome', '=', 'dead_letter');
  if (cursor !== null) {
    const place = readCursor(cursor);
    query = query.where((eb) => eb(eb.refTuple('received_at', 'event_id'), '<', eb.tuple(...place)));
  }
  const rows = await query
    .orderBy('received_at', 'desc')
    .orderBy('event_id', 'desc')
    .limit(rowsOfPage(request))
    .execute();
  return pageOf(
    rows,
    request,
    (row) => ({
      eventId: row.event_id,
      type: row.type,
      orderId: row.order_id,
      paymentIntentId: row.payment_intent_id,
      happenedAt: row.event_created_at,
      receivedAt: row.received_at,
      attempts: row.attempts,
      // Every dead letter says why: a check of the table.
      reason: row.dead_letter_reason ?? '',
      lastError: row.last_error,
    }),
    (row) => [row.received_at, row.event_id],
  );
}
