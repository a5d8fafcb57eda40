import type { HoldRaisesTable } from './raise-schema';
import type { ColumnType, Generated } from 'kysely';
import type { CapturePlan } from '../domain/capture-plan';
import type { ExtendedAuthorization, Rung } from '../domain/card-features';
import type { LedgerAccount, LedgerTransaction } from '../domain/ledger';
import type { DeadlinePolicy, Fulfilment, OrderPolicy, Reauthorization, ShippingAllocation } from '../domain/order';
import type { CancelReason, OrderStatus } from '../domain/order-status';
import type { AttentionCode } from '../domain/payment';
import type { NextAction } from '../domain/payment-gateway';
import type { ReleaseCause } from '../domain/steps';
import type { CaptureRefused } from '../domain/facts';
import type { AuthorizationState, CaptureState } from '../domain/transitions';
import type { DisputeEvidenceTable, DisputeMovementsTable, DisputesTable } from './dispute-schema';
import type { ConnectReversalsTable, ConnectSharesTable } from './connect-schema';
import type { ShipmentRecord } from './order-record';
import type { WebhookEventsTable } from './event-schema';
import type { RefundPartsTable, RefundsTable, RefundUnitsTable } from './refund-schema';
import type { ConfirmationsTable } from './confirmation-schema';

/**
 * The tables as `migrations/` makes them, where every column is explained. Amounts are minor units as safe integers,
 * instants ISO 8601 UTC text; both are converted in `database.ts`.
 */
export interface Schema {
  orders: OrdersTable;
  order_lines: OrderLinesTable;
  unit_allocations: UnitAllocationsTable;
  authorizations: AuthorizationsTable;
  confirmations: ConfirmationsTable;
  hold_raises: HoldRaisesTable;
  cancellations: CancellationsTable;
  cancellation_lines: CancellationLinesTable;
  shipments: ShipmentsTable;
  shipment_lines: ShipmentLinesTable;
  captures: CapturesTable;
  refunds: RefundsTable;
  refund_parts: RefundPartsTable;
  refund_units: RefundUnitsTable;
  disputes: DisputesTable;
  dispute_movements: DisputeMovementsTable;
  dispute_evidence: DisputeEvidenceTable;
  connect_shares: ConnectSharesTable;
  connect_reversals: ConnectReversalsTable;
  ledger_transactions: LedgerTransactionsTable;
  ledger_entries: LedgerEntriesTable;
  timeline: TimelineTable;
  attentions: AttentionsTable;
  webhook_events: WebhookEventsTable;
}

/** Json columns are written as text, so that an array is not taken for a PostgreSQL array. */
type Json<Value> = ColumnType<Value, string, string>;

export interface OrdersTable {
  order_id: string;
  content_hash: string;
  acceptance_id: string;
  request_id: string;
  currency: string;
  total: number;
  discount_amount: number;
  shipping_amount: number;
  shipping_from_postal_code: string | null;
  shipping_to_postal_code: string | null;
  customer_reference: string | null;
  payment_method: string | null;
  customer: string | null;
  save_for_later: boolean;
  return_url: string | null;
  statement_descriptor_suffix: string | null;
  on_deadline: DeadlinePolicy;
  reauthorization: Reauthorization | null;
  margin_seconds: number;
  shipping_allocation: ShippingAllocation;
  without_multicapture: OrderPolicy['withoutMulticapture'];
  fulfilment: Fulfilment;
  extended_authorization: ExtendedAuthorization;
  authentication_timeout_seconds: number;
  metadata: Json<Readonly<Record<string, string>>>;
  connect_destination: string | null;
  connect_on_behalf_of: boolean | null;
  connect_application_fee_amount: number | null;
  connect_transfer_amount: number | null;
  workflow_id: string;
  status: OrderStatus;
  cancel_reason: CancelReason | null;
  release_at: string | null;
  created_at: string;
  updated_at: string;
}

export interface OrderLinesTable {
  order_id: string;
  line_id: string;
  position: number;
  product_code: string | null;
  name: string;
  quantity: number;
  unit_price: number;
  tax_amount: number;
  discount_amount: number;
  unit_of_measure: string | null;
  commodity_code: string | null;
}

export interface UnitAllocationsTable {
  order_id: string;
  line_id: string;
  from_unit: number;
  units: number;
  goods: number;
  tax: number;
  discount: number;
  shipping: number;
  connect: Generated<number>;
}

export interface AuthorizationsTable {
  authorization_id: string;
  order_id: string;
  generation: number;
  provider: 'stripe';
  state: AuthorizationState;
  rung: Rung | null;
  amount: number;
  idempotency_key: string;
  key_first_used_at: string;
  payment_intent_id: string | null;
  charge_id: string | null;
  client_secret: string | null;
  next_action_type: NextAction['type'] | null;
  next_action_url: string | null;
  last_error_code: string | null;
  last_error_decline_code: string | null;
  last_error_message: string | null;
  multicapture: boolean | null;
  overcapture: boolean | null;
  incremental_authorization: boolean | null;
  extended_authorization: boolean | null;
  maximum_capturable: number | null;
  plan: CapturePlan | null;
  setup_intent_id: string | null;
  setup_customer: string | null;
  setup_payment_method: string | null;
  capture_before: string | null;
  release_at: string | null;
  warn_at: string | null;
  warned_at: string | null;
  customer: string | null;
  card: string | null;
  renews_generation: number | null;
  asked_at: string | null;
  awaited_until: string | null;
  renewal_refused_at: string | null;
  changed_by_event_id: string | null;
  release_key: string | null;
  release_requested_at: string | null;
  release_cause: ReleaseCause['kind'] | null;
  released_amount: Generated<number>;
  raised_amount: Generated<number>;
  lost_amount: Generated<number>;
  end_reason: CancelReason | null;
  mismatch: Generated<boolean>;
  ended_at: string | null;
  created_at: string;
  updated_at: string;
}

export interface CancellationsTable {
  order_id: string;
  cancellation_id: string;
  content_hash: string;
  reason: string;
  request_id: string;
  released_amount: number | null;
  requested_at: string;
  completed_at: string | null;
}

export interface CancellationLinesTable {
  order_id: string;
  cancellation_id: string;
  line_id: string;
  from_unit: number;
  units: number;
}

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
  adjustment_reason: string | null;
  final: boolean;
  capture_id: string | null;
  covered_at: string | null;
  request_id: string;
  created_at: string;
  updated_at: string;
}

export interface ShipmentLinesTable {
  order_id: string;
  shipment_id: string;
  line_id: string;
  from_unit: number;
  units: number;
}

export interface CapturesTable {
  capture_id: string;
  order_id: string;
  shipment_id: string;
  generation: number;
  authorization_id: string;
  state: CaptureState;
  refusal_reason: CaptureRefused['reason'] | null;
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

export interface LedgerTransactionsTable {
  transaction_id: Generated<number>;
  order_id: string;
  source_key: string;
  kind: LedgerTransaction['kind'];
  entry_count: number;
  actor: string;
  request_id: string | null;
  created_at: string;
}

export interface LedgerEntriesTable {
  entry_id: Generated<number>;
  transaction_id: number;
  account: LedgerAccount;
  side: 'debit' | 'credit';
  amount: number;
  currency: string;
}

export interface TimelineTable {
  timeline_id: Generated<number>;
  order_id: string;
  at: string;
  kind: string;
  amount: number | null;
  currency: string | null;
  actor: string;
  request_id: string | null;
  authorization_id: string | null;
  shipment_id: string | null;
  capture_id: string | null;
  cancellation_id: string | null;
  payment_intent_id: string | null;
  charge_id: string | null;
  balance_transaction_id: string | null;
  event_id: string | null;
  refund_id: string | null;
  stripe_refund_id: string | null;
  dispute_id: string | null;
  message: string;
}

export interface AttentionsTable {
  attention_id: Generated<number>;
  order_id: string;
  code: AttentionCode;
  message: string;
  step: string | null;
  since: string;
  closed_at: string | null;
  closed_by: string | null;
  close_reason: string | null;
}
