import type { Generated } from 'kysely';
import type { ShareKind } from '../../domain/orders/connect-terms';
import type { DisputeTransferDirection, ReversalState } from '../../domain/orders/reversal-state';

/** The tables of Connect, part of the schema. */

/** Shares of captures for connected accounts; migrations/ comments each column. */
export interface ConnectSharesTable {
  capture_id: string;
  kind: ShareKind;
  order_id: string;
  asked: number;
  stripe_id: string | null;
  amount: number | null;
  currency: string | null;
  balance_transaction_id: string | null;
  recorded_at: string | null;
  created_at: string;
}

/** What refunds take back of shares; migrations/ comments each column. */
export interface ConnectReversalsTable {
  order_id: string;
  refund_id: string;
  part: number;
  reversal: number;
  capture_id: string;
  kind: ShareKind;
  amount: number;
  state: ReversalState;
  generation: number;
  idempotency_key: string | null;
  key_first_used_at: string | null;
  returned: number | null;
  stripe_id: string | null;
  error_code: string | null;
  due_at: string | null;
  reads: Generated<number>;
  from_dispute_id: string | null;
  from_piece: number | null;
  created_at: string;
  updated_at: string;
}

/** What disputes take back of transfers, and what is given again; migrations/ comments each column. */
export interface DisputeTransfersTable {
  dispute_id: string;
  piece: number;
  order_id: string;
  capture_id: string;
  direction: DisputeTransferDirection;
  of_piece: number | null;
  from_dispute_id: string | null;
  from_piece: number | null;
  amount: number;
  moved: number | null;
  currency: string | null;
  state: ReversalState;
  generation: number;
  idempotency_key: string | null;
  key_first_used_at: string | null;
  stripe_id: string | null;
  error_code: string | null;
  due_at: string | null;
  reads: Generated<number>;
  created_at: string;
  updated_at: string;
}
