import { addSeconds } from '../../domain/orders/deadline';
import type { RefundCommand } from '../../domain/refunds/refund';
import type { Database } from '../database/database';

/** Refunds on which nothing was done for longer than their workflow would have waited: it may have died. */

/** The command of a refund that was planned, as far as it counts once the parts stand: what they are is recorded. */
export interface UnansweredRefund {
  readonly orderId: string;
  readonly command: RefundCommand;
}

/** A refund whose workflow should have done something by now. */
export interface LateRefund {
  readonly orderId: string;
  readonly refundId: string;
}

/**
 * Refunds with a part that has no answer. Not of orders whose requests Stripe refuses: those a person mends first.
 * @param before nothing was recorded of the part since this instant
 */
export async function findUnansweredRefunds(
  database: Database,
  before: string,
  atMost: number,
): Promise<UnansweredRefund[]> {
  const rows = await database
    .selectFrom('refunds')
    .selectAll()
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('refund_parts as part')
          .select('part.part')
          .whereRef('part.order_id', '=', 'refunds.order_id')
          .whereRef('part.refund_id', '=', 'refunds.refund_id')
          .where('part.state', 'in', ['requested', 'unknown'])
          .where('part.updated_at', '<', before),
      ),
    )
    .where('refunds.status', '=', 'requested')
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('attentions')
            .select('attention_id')
            .whereRef('attentions.order_id', '=', 'refunds.order_id')
            .where('code', '=', 'provider_misuse')
            .where('closed_at', 'is', null),
        ),
      ),
    )
    .orderBy('refunds.created_at')
    .limit(atMost)
    .execute();
  return rows.map((row) => ({
    orderId: row.order_id,
    command: {
      refundId: row.refund_id,
      shipmentId: row.shipment_id,
      lines: null,
      amount: row.amount,
      reason: row.reason,
      contentHash: row.content_hash,
      acceptanceId: row.acceptance_id,
      requestId: row.request_id ?? row.acceptance_id,
    },
  }));
}

/** Banks may take a month; after that a person was called, and nobody looks by the clock any more. */
const LOOKED_AT_FOR_SECONDS = 30 * 24 * 60 * 60;

/** Refunds that were to be looked at before an instant, because a bank or a reversal was waited for. */
export async function findLateRefunds(database: Database, before: string, atMost: number): Promise<LateRefund[]> {
  const pending = await database
    .selectFrom('refund_parts')
    .select(['order_id', 'refund_id'])
    .distinct()
    .where('state', '=', 'pending')
    .where('read_due_at', '<', before)
    .where('accepted_at', '>', addSeconds(before, -LOOKED_AT_FOR_SECONDS))
    .limit(atMost)
    .execute();
  const reversing = await database
    .selectFrom('connect_reversals')
    .select(['order_id', 'refund_id'])
    .distinct()
    .where('due_at', '<', before)
    .limit(atMost)
    .execute();
  return [...pending, ...reversing].map(({ order_id: orderId, refund_id: refundId }) => ({ orderId, refundId }));
}

/** Whether a refund was ever planned: only then was anything promised. */
export async function isRecordedRefund(database: Database, { orderId, refundId }: LateRefund): Promise<boolean> {
  const row = await database
    .selectFrom('refunds')
    .select('refund_id')
    .where('order_id', '=', orderId)
    .where('refund_id', '=', refundId)
    .executeTakeFirst();
  return row !== undefined;
}
