import { enter } from '../balance-transactions/enter';
import { emit } from '../events/emit';
import type { Context } from '../request';
import { isClosed, isInquiry, renderDispute } from './dispute';
import type { Dispute, DisputeOutcome } from './dispute';
import { withdraw } from './open';

/** The text in `uncategorized_text` that decides a dispute in test mode (documented). */
const VERDICTS: ReadonlyMap<string, DisputeOutcome> = new Map([
  ['winning_evidence', 'won'],
  ['losing_evidence', 'lost'],
  ['escalate_inquiry_evidence', 'escalated'],
]);

/** The bank decides after the account's settlement delay (assumed); other evidence stays under review. */
export function planDecision({ account, now }: Context, dispute: Dispute): void {
  const outcome = VERDICTS.get(dispute.evidence.get('uncategorized_text') ?? '');
  const delay = account.settings.settlement_delay_seconds;
  if (outcome === undefined || delay === null) return;
  account.due.add(now + delay, { kind: 'decide_dispute', dispute, outcome });
}

/** An inquiry ends without a winner, or becomes a chargeback, which is to be answered anew (assumed). */
export function decideDispute(context: Context, dispute: Dispute, outcome: DisputeOutcome): void {
  if (isClosed(dispute)) return;
  switch (outcome) {
    case 'escalated':
      if (isInquiry(dispute)) escalate(context, dispute);
      return;
    case 'lost':
    case 'won':
      closeDispute(context, dispute, outcome);
      return;
  }
}

/** Without an answer in time a dispute is lost (documented), an inquiry just ends (assumed). */
export function endDispute(context: Context, dispute: Dispute): void {
  if (dispute.status !== 'needs_response' && dispute.status !== 'warning_needs_response') return;
  dispute.pastDue = true;
  closeDispute(context, dispute, 'lost');
}

/** What was won comes back, without the fee for the dispute (documented for 2025, through third parties). */
export function closeDispute(context: Context, dispute: Dispute, outcome: 'lost' | 'won'): void {
  dispute.status = isInquiry(dispute) ? 'warning_closed' : outcome;
  emit(context, 'charge.dispute.closed', dispute.paymentIntent, renderDispute(dispute, context.now));
  if (dispute.status !== 'won') return;
  const { amount, charge, currency, id } = dispute;
  const description = `Chargeback reversal for ${charge}`;
  dispute.balanceTransactions.push(enter(context, { type: 'adjustment', source: id, amount, currency, description }));
  emit(context, 'charge.dispute.funds_reinstated', dispute.paymentIntent, renderDispute(dispute, context.now));
}

function escalate(context: Context, dispute: Dispute): void {
  const before = dispute.status;
  dispute.status = 'needs_response';
  emit(context, 'charge.dispute.updated', dispute.paymentIntent, renderDispute(dispute, context.now), {
    status: before,
  });
  withdraw(context, dispute);
}
