import { isDue } from '../../libs/domain/orders/deadline';
import type { DisputeFact } from '../../libs/domain/disputes/dispute';
import type { DisputeRow } from '../../libs/postgres/disputes/dispute-store';

/**
 * What a recorded dispute says: always made from the row, so that a repeated step gives the same answer.
 * @param at now
 */
export function factOfDispute(row: DisputeRow, at: string): DisputeFact {
  const isShareDue = row.share_due_at !== null && isDue(row.share_due_at, at);
  return {
    kind: 'dispute_recorded',
    status: row.status,
    reason: row.reason,
    amount: row.amount,
    currency: row.currency,
    withdrawn: row.withdrawn - row.reinstated,
    evidenceDueBy: row.evidence_due_by,
    evidence: row.evidence_state,
    nextReadAt: row.read_due_at,
    ...(isShareDue && { sellerShare: 'due' }),
  };
}
