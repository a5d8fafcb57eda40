import type { DisputeStatus } from '../disputes/dispute';
import type { DisputeEvidence } from '../disputes/dispute-evidence';
import type { KeyedRequest } from './idempotency-key';
import type { Money } from '../money/money';
import type { UnknownWord } from './unknown-answer';

/** The part of the port to a payment provider that is about disputes. It throws what the whole port throws. */
export interface DisputeGateway {
  readDispute(disputeId: string): Promise<DisputeReading>;
  /** Every dispute of a charge, newest first. */
  disputesOf(chargeId: string): Promise<DisputeReading[]>;
  /**
   * Leaves evidence with the provider, ready for a person to submit; what is there under the same names is replaced.
   */
  stageEvidence(request: StageEvidenceRequest): Promise<StageEvidenceAnswer>;
}

/** A dispute as the provider shows it now, with every movement of money that it led to. */
export interface DisputeReading {
  readonly disputeId: string;
  readonly chargeId: string;
  readonly paymentIntentId: string | null;
  readonly status: DisputeStatus;
  /** Absent: every word was understood. */
  readonly unknown?: UnknownWord;
  /** What is disputed; need not be what was captured. */
  readonly amount: Money;
  /** The provider's word for why. */
  readonly reason: string;
  /** The card network's code for why; null where it gives none. */
  readonly networkReasonCode: string | null;
  readonly disputedAt: string;
  /** Null when the bank takes no answer. */
  readonly evidenceDueBy: string | null;
  readonly evidence: EvidenceReading;
  /** Oldest first. */
  readonly movements: readonly DisputeMovement[];
}

/** The evidence of a dispute as Stripe has it. */
export interface EvidenceReading {
  /** `none`: nothing is there. `present`: staged or submitted, by us or by a person. */
  readonly kind: 'none' | 'present';
  readonly submissions: number;
  /** What is there under the names of fields that we fill. */
  readonly fields: DisputeEvidence;
}

/** One balance transaction of a dispute, in the settlement currency. */
export interface DisputeMovement {
  readonly balanceTransactionId: string;
  readonly movedAt: string;
  /** Below zero when it left our balance. */
  readonly amount: Money;
  /** Below zero when the provider gave a fee back. */
  readonly fee: Money;
  /** Decimal text; null when no conversion took place. */
  readonly exchangeRate: string | null;
}

/** Saves evidence at Stripe without submitting it. */
export interface StageEvidenceRequest extends KeyedRequest {
  readonly disputeId: string;
  readonly evidence: DisputeEvidence;
}

/** The provider's answer to staged evidence. */
export type StageEvidenceAnswer =
  | { readonly kind: 'staged'; readonly dispute: DisputeReading }
  /** The dispute takes no evidence any more: it was answered, or it is over. */
  | { readonly kind: 'too_late'; readonly dispute: DisputeReading };
