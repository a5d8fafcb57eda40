import { addSeconds } from '../../domain/orders/deadline';
import type { Database } from '../database/database';

/** A dispute of which nobody told anything for its time. */
export interface DueDispute {
  readonly orderId: string;
  readonly disputeId: string;
  readonly reads: number;
}

/** Whoever is reminded reads, and sets the next time itself; should it not get that far, it is reminded again. */
const REMIND_AGAIN_AFTER_SECONDS = 60 * 60;

/** Takes disputes that are due for a look. */
export async function claimDueDisputes(database: Database, at: string, atMost: number): Promise<DueDispute[]> {
  const rows = await database
    .updateTable('disputes')
    .set({ read_due_at: addSeconds(at, REMIND_AGAIN_AFTER_SECONDS) })
    .where('dispute_id', 'in', (eb) =>
      eb
        .selectFrom('disputes')
        .select('dispute_id')
        .where('read_due_at', '<=', at)
        .orderBy('read_due_at')
        .limit(atMost)
        .forUpdate()
        .skipLocked(),
    )
    .returning(['order_id', 'dispute_id', 'reads'])
    .execute();
  return rows.map(({ order_id: orderId, dispute_id: disputeId, reads }) => ({ orderId, disputeId, reads }));
}

/** The reminder did not get through: it is due again soon. */
export async function retryDisputeAt(database: Database, disputeId: string, at: string): Promise<void> {
  await database
    .updateTable('disputes')
    .set({ read_due_at: at })
    .where('dispute_id', '=', disputeId)
    .where('read_due_at', 'is not', null)
    .execute();
}
