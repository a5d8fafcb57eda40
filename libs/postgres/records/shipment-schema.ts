import type { ColumnType, Generated } from 'kysely';
import type { UnitRun } from '../../domain/orders/order';
import type { CaptureRefused } from '../../domain/payment/facts';
import type { CaptureState } from '../../domain/orders/transitions';
import type { ShipmentRecord } from './order-record';

/** The tables of shipments and of the captures that take them, part of the schema. */

/** Shipments; migrations/ comments each column. */
export interface ShipmentsTable {
  order_id: string;
  shipment_id: string;
  content_hash: string;
  status: ShipmentRecord['status'];
  carrier: string | null;
  tracking_number: string | null;
  amount: number;
  goods: number;
  tax: number;
  discount: number;
  shipping: number;
  adjustment: number;
  credit: Generated<number>;
  adjustment_reason: string | null;
  asked_amount: number | null;
  /** Written as text, so that it is JSON to PostgreSQL. */
  part: ColumnType<UnitRun | null, string | null, string | null>;
  final: boolean;
  capture_id: string | null;
  covered_at: string | null;
  canceled_at: string | null;
  cancel_reason: string | null;
  shipped_at: string | null;
  request_id: string;
  created_at: string;
  updated_at: string;
}

/** Units of shipments; migrations/ comments each column. */
export interface ShipmentLinesTable {
  order_id: string;
  shipment_id: string;
  line_id: string;
  from_unit: number;
  units: number;
}

/** Captures and charges; migrations/ comments each column. */
export interface CapturesTable {
  capture_id: string;
  order_id: string;
  shipment_id: string;
  generation: number;
  authorization_id: string;
  state: CaptureState;
  /** `canceled`: its shipment did not leave, and it was never asked for. */
  refusal_reason: CaptureRefused['reason'] | 'canceled' | null;
  error_code: string | null;
  error_decline_code: string | null;
  error_message: string | null;
  idempotency_key: string;
  key_first_used_at: string;
  key_last_used_at: string;
  amount: number;
  received_before: number;
  final: boolean;
  mismatch: Generated<boolean>;
  balance_transaction_id: string | null;
  fee: number | null;
  net: number | null;
  settlement_currency: string | null;
  exchange_rate: string | null;
  captured_at: string | null;
  settled_at: string | null;
  settlement_due_at: string | null;
  settlement_reads: Generated<number>;
  created_at: string;
  updated_at: string;
}
