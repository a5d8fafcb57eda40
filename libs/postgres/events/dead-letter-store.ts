import type { Database, Transaction } from '../database/database';
import { inTransaction } from '../database/transaction';
import type { DeadLetterDecisionsTable } from '../records/event-schema';

/** What a person does about an event that could be handed to nobody. */
export interface DeadLetterDecision {
  readonly eventId: string;
  readonly decision: DeadLetterDecisionsTable['decision'];
  readonly decidedBy: string;
  /** For people; a drop always says why. */
  readonly reason: string | null;
  readonly requestId: string;
  /** ISO 8601. */
  readonly decidedAt: string;
}

/**
 * Has a dead letter delivered once more, or drops it, and writes down who did it.
 * @returns whether it was done; not where the event is no dead letter, or was dropped before: may be repeated
 */
export async function decideDeadLetter(database: Database, decision: DeadLetterDecision): Promise<boolean> {
  return inTransaction(database, async (transaction) => {
    if (!(await changeLetter(transaction, decision))) return false;
    await transaction
      .insertInto('dead_letter_decisions')
      .values({
        event_id: decision.eventId,
        decision: decision.decision,
        decided_by: decision.decidedBy,
        reason: decision.reason,
        request_id: decision.requestId,
        decided_at: decision.decidedAt,
      })
      .execute();
    return true;
  });
}

async function changeLetter(
  transaction: Transaction,
  { eventId, decision, decidedAt }: DeadLetterDecision,
): Promise<boolean> {
  const letter = transaction
    .updateTable('webhook_events')
    .where('event_id', '=', eventId)
    .where('outcome', '=', 'dead_letter');
  switch (decision) {
    case 'redelivered': {
      // As an event that has just come; one that is older than a day is a dead letter again after this attempt.
      const waiting = {
        outcome: null,
        dead_letter_reason: null,
        dropped_at: null,
        attempts: 0,
        next_attempt_at: decidedAt,
      };
      return (await letter.set(waiting).executeTakeFirst()).numUpdatedRows > 0n;
    }
    case 'dropped': {
      const dropped = letter.set({ dropped_at: decidedAt }).where('dropped_at', 'is', null);
      return (await dropped.executeTakeFirst()).numUpdatedRows > 0n;
    }
  }
}
