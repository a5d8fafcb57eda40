import type { DisputeStatus, EvidenceState } from '../../domain/disputes/dispute';
import type { DisputeEvidence } from '../../domain/disputes/dispute-evidence';
import type { Money } from '../../domain/money/money';

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
  readonly disputedAt: string;
  readonly endedAt: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
}
