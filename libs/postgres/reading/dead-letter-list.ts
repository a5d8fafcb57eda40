import { sql } from 'kysely';
import type { Database } from '../database/database';
import type { DeadLetterDecision } from '../events/dead-letter-store';
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
  /** When a person dropped it; null: nobody did. */
  readonly droppedAt: string | null;
  /** What people did about it, oldest first. */
  readonly decisions: readonly DeadLetterDecision[];
}

/** Which dead letters are listed. */
export interface DeadLetterFilter extends AskedPage {
  /** Those that a person dropped, or all others. */
  readonly dropped: boolean;
}

/** A page of the dead letters, those received last first. @throws InvalidCursor */
export async function listDeadLetters(database: Database, request: DeadLetterFilter): Promise<Page<DeadLetter>> {
  const { cursor } = request;
  let query = database
    .selectFrom('webhook_events')
    .select(['event_id', 'type', 'order_id', 'payment_intent_id', 'event_created_at', 'received_at'])
    .select(['attempts', 'dead_letter_reason', 'last_error', 'dropped_at'])
    .where('outcome', '=', 'dead_letter')
    .where('dropped_at', request.dropped ? 'is not' : 'is', null);
  if (cursor !== null) {
    const place = readCursor(cursor);
    query = query.where((eb) => eb(eb.refTuple('received_at', 'event_id'), '<', eb.tuple(...place)));
  }
  const rows = await query
    .orderBy('received_at', 'desc')
    .orderBy('event_id', 'desc')
    .limit(rowsOfPage(request))
    .execute();
  const decisions = await decisionsOn(
    database,
    rows.map(({ event_id: eventId }) => eventId),
  );
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
      droppedAt: row.dropped_at,
      decisions: decisions.filter(({ eventId }) => eventId === row.event_id),
    }),
    (row) => [row.received_at, row.event_id],
  );
}

async function decisionsOn(database: Database, eventIds: readonly string[]): Promise<DeadLetterDecision[]> {
  if (eventIds.length === 0) return [];
  const rows = await database
    .selectFrom('dead_letter_decisions')
    .selectAll()
    .where(sql<boolean>`event_id = any(${eventIds}::text[])`)
    .orderBy('decision_id')
    .execute();
  return rows.map((row) => ({
    eventId: row.event_id,
    decision: row.decision,
    decidedBy: row.decided_by,
    reason: row.reason,
    requestId: row.request_id,
    decidedAt: row.decided_at,
  }));
}
