import type { DisputeStatus, EvidenceState } from '../../domain/disputes/dispute';
import type { DisputeEvidence } from '../../domain/disputes/dispute-evidence';
import type { DisputeTransferDirection, ReversalState } from '../../domain/orders/reversal-state';
import type { Money } from '../../domain/money/money';

/** A piece of a connected account's share of a dispute. */
export interface DisputeTransferRecord {
  readonly direction: DisputeTransferDirection;
  readonly state: ReversalState;
  /** In the currency that it moved in; in the order's while that is not known. */
  readonly amount: Money;
  readonly stripeId: string | null;
  readonly errorCode: string | null;
}

/** A dispute as it is recorded. Amounts are minor units of its currency, fees of their settlement currencies. */
export interface DisputeRecord {
  readonly disputeId: string;
  readonly orderId: string;
  readonly status: DisputeStatus;
  readonly reason: string;
  readonly networkReasonCode: string | null;
  readonly amount: number;
  readonly currency: string;
  readonly chargeId: string;
  readonly paymentIntentId: string | null;
  readonly evidenceDueBy: string | null;
  readonly evidenceState: EvidenceState;
  readonly evidence: DisputeEvidence;
  readonly evidenceStagedAt: string | null;
  readonly withdrawn: number;
  readonly reinstated: number;
  readonly fees: readonly Money[];
  /** What of a connected account's share was taken back, and given again; in the order in which it was planned. */
  readonly transfers: readonly DisputeTransferRecord[];
  readonly disputedAt: string;
  readonly endedAt: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
}
