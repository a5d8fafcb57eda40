import { sql } from 'kysely';
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

/** Takes disputes that are due for a look. Repeated, it takes the next ones. */
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

/**
 * Disputes of which news were handed on, and that nobody has looked at since: their workflow may have died. Also such
 * as no look was ever recorded of. Over `webhook_events_of_disputes`.
 * @param received when the news came
 */
export async function findUnlookedDisputes(
  database: Database,
  received: { readonly from: string; readonly before: string },
  atMost: number,
): Promise<Pick<DueDispute, 'orderId' | 'disputeId'>[]> {
  const { rows } = await sql<{ order_id: string; dispute_id: string }>`
    select distinct coalesce(d.order_id, a.order_id) as order_id, e.dispute_id
      from webhook_events e
      left join disputes d on d.dispute_id = e.dispute_id
      left join lateral (
        select order_id from authorizations
         where payment_intent_id = e.payment_intent_id or charge_id = e.charge_id
         limit 1
      ) a on true
     where e.about = 'dispute' and e.outcome = 'signalled'
       and e.received_at > ${received.from} and e.received_at < ${received.before}
       and (d.read_at is null or d.read_at < e.received_at)
       and coalesce(d.order_id, a.order_id) is not null
     limit ${atMost}`.execute(database);
  return rows.map(({ order_id: orderId, dispute_id: disputeId }) => ({ orderId, disputeId }));
}
