import type { Generated } from 'kysely';
import type { DisputeStatus, EvidenceState } from '../../domain/disputes/dispute';
import type { EvidenceField } from '../../domain/disputes/dispute-evidence';

/** The tables of disputes, part of the schema. */

/** Disputes; migrations/ comments each column. */
export interface DisputesTable {
  dispute_id: string;
  order_id: string;
  authorization_id: string;
  charge_id: string;
  payment_intent_id: string | null;
  amount: number;
  currency: string;
  reason: string;
  network_reason_code: string | null;
  status: DisputeStatus;
  evidence_due_by: string | null;
  evidence_state: EvidenceState;
  evidence_generation: Generated<number>;
  evidence_key_first_used_at: string | null;
  evidence_staged_at: string | null;
  shared_amount: Generated<number>;
  transfer_due: Generated<number>;
  application_fee_due: Generated<number>;
  disputed_at: string;
  ended_at: string | null;
  read_at: string;
  read_due_at: string | null;
  reads: Generated<number>;
  created_at: string;
  updated_at: string;
}

/** Money that disputes withdrew or reinstated; migrations/ comments each column. */
export interface DisputeMovementsTable {
  balance_transaction_id: string;
  dispute_id: string;
  direction: 'withdrawn' | 'reinstated';
  amount: number;
  currency: string;
  settled_amount: number;
  fee: number;
  settlement_currency: string;
  exchange_rate: string | null;
  moved_at: string;
  recorded_at: string;
}

/** Evidence that was prepared; migrations/ comments each column. */
export interface DisputeEvidenceTable {
  dispute_id: string;
  field: EvidenceField;
  content: string;
}
