import type { ColumnType, Generated } from 'kysely';
import type { RefundStatus, ReturnedCredit } from '../../domain/refunds/refund';
import type { RefundState } from '../../domain/orders/transitions';

/** The tables of refunds, part of the schema. */

/** Refunds; migrations/ comments each column. */
export interface RefundsTable {
  order_id: string;
  refund_id: string;
  content_hash: string;
  acceptance_id: string;
  status: RefundStatus;
  shipment_id: string | null;
  amount: number;
  reason: string;
  request_id: string | null;
  created_at: string;
  updated_at: string;
  settled_at: string | null;
}

/** Parts of refunds, one for each charge; migrations/ comments each column. */
export interface RefundPartsTable {
  order_id: string;
  refund_id: string;
  part: number;
  generation: number;
  authorization_id: string;
  state: RefundState;
  amount: number;
  extra: boolean;
  shipping: Generated<boolean>;
  split_goods: number | null;
  split_tax: number | null;
  split_discount: number | null;
  split_shipping: number | null;
  split_adjustment: number | null;
  split_credit: number | null;
  /** Written as text, so that an array is not taken for a PostgreSQL array. */
  credits: ColumnType<readonly ReturnedCredit[] | null, string | null | undefined, string | null>;
  idempotency_key: string | null;
  key_first_used_at: string | null;
  stripe_refund_id: string | null;
  balance_transaction_id: string | null;
  fee: number | null;
  net: number | null;
  settlement_currency: string | null;
  exchange_rate: string | null;
  failure_balance_transaction_id: string | null;
  error_code: string | null;
  accepted_at: string | null;
  read_due_at: string | null;
  reads: Generated<number>;
  transfer_due: Generated<number>;
  application_fee_due: Generated<number>;
  created_at: string;
  updated_at: string;
}

/** Units that refunds return; migrations/ comments each column. */
export interface RefundUnitsTable {
  order_id: string;
  refund_id: string;
  part: number;
  line_id: string;
  from_unit: number;
  units: number;
}
