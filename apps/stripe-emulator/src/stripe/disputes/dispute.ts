import { renderBalanceTransaction } from '../balance-transactions/balance-transaction';
import type { BalanceTransaction } from '../balance-transactions/balance-transaction';
import { shownIntent } from '../charges/hidden-intent';
import type { PaymentMethod } from '../payment-methods/payment-method';
import type { JsonObject } from '../../../../../libs/emulation/objects/json';
import { renderEvidence } from './evidence';
import type { Evidence } from './evidence';

/** An inquiry (`warning_…`) asks before the money is taken; a chargeback has taken it. */
export type DisputeStatus =
  | 'lost'
  | 'needs_response'
  | 'under_review'
  | 'warning_closed'
  | 'warning_needs_response'
  | 'warning_under_review'
  | 'won';

/** How the bank decides about what was submitted. */
export type DisputeOutcome = 'escalated' | 'lost' | 'won';

export type DisputeReason = 'fraudulent' | 'noncompliant' | 'product_not_received';

export interface Dispute {
  readonly id: string;
  readonly created: number;
  readonly amount: number;
  readonly currency: string;
  readonly charge: string;
  readonly paymentIntent: string;
  readonly paymentMethod: PaymentMethod;
  readonly reason: DisputeReason;
  /** The network's own rules of evidence that apply; null: none. */
  readonly enhanced: 'visa_compelling_evidence_3' | 'visa_compliance' | null;
  readonly dueBy: number;
  /** Its first events were sent. */
  announced: boolean;
  status: DisputeStatus;
  evidence: Evidence;
  submissions: number;
  pastDue: boolean;
  metadata: ReadonlyMap<string, string>;
  /** Money withdrawn, then perhaps reinstated. */
  readonly balanceTransactions: BalanceTransaction[];
}

/** Visa's codes for the reasons (documented); what a compliance dispute shows is not known. */
const NETWORK_CODES: Readonly<Record<DisputeReason, string | null>> = {
  fraudulent: '10.4',
  noncompliant: null,
  product_not_received: '13.1',
};

export function isInquiry({ status }: Dispute): boolean {
  return status === 'warning_needs_response' || status === 'warning_under_review' || status === 'warning_closed';
}

export function isClosed({ status }: Dispute): boolean {
  return status === 'lost' || status === 'won' || status === 'warning_closed';
}

export function renderDispute(dispute: Dispute, now: number): JsonObject {
  const { brand, network } = dispute.paymentMethod.card;
  const code = NETWORK_CODES[dispute.reason];
  return {
    id: dispute.id,
    object: 'dispute',
    amount: dispute.amount,
    balance_transactions: dispute.balanceTransactions.map((entry) => renderBalanceTransaction(entry, now)),
    charge: dispute.charge,
    created: dispute.created,
    currency: dispute.currency,
    enhanced_eligibility_types: dispute.enhanced === null ? [] : [dispute.enhanced],
    evidence: renderEvidence(dispute.evidence),
    evidence_details: {
      due_by: dispute.dueBy,
      enhanced_eligibility: renderEligibility(dispute),
      has_evidence: dispute.evidence.size > 0,
      past_due: dispute.pastDue,
      submission_count: dispute.submissions,
      submission_method: dispute.submissions > 0 ? 'manual' : 'not_submitted',
    },
    intended_submission_method: null,
    is_charge_refundable: dispute.balanceTransactions.length === 0,
    livemode: false,
    metadata: Object.fromEntries(dispute.metadata),
    network_reason_code: code,
    payment_intent: shownIntent(dispute.paymentIntent),
    payment_method_details: {
      card: { brand, case_type: caseType(dispute), network, network_reason_code: code },
      type: 'card',
    },
    reason: dispute.reason,
    status: dispute.status,
  };
}

function caseType(dispute: Dispute): string {
  if (isInquiry(dispute)) return 'inquiry';
  return dispute.enhanced === 'visa_compliance' ? 'compliance' : 'chargeback';
}

/** What is missing before the network's rules apply; the evidence for them is not covered (README). */
function renderEligibility({ enhanced }: Dispute): JsonObject {
  switch (enhanced) {
    case 'visa_compelling_evidence_3':
      return {
        visa_compelling_evidence_3: {
          required_actions: [
            'missing_customer_identifiers',
            'missing_disputed_transaction_description',
            'missing_merchandise_or_services',
            'missing_prior_undisputed_transactions',
          ],
          status: 'requires_action',
        },
      };
    case 'visa_compliance':
      return { visa_compliance: { status: 'requires_fee_acknowledgement' } };
    case null:
      return {};
  }
}
