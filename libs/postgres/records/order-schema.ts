import type { ColumnType, Generated } from 'kysely';
import type { PaymentProvider } from '../../domain/capabilities/payment-provider';
import type { ShippingAddress } from '../../domain/orders/buyer';
import type { ExtendedAuthorization } from '../../domain/orders/card-features';
import type {
  Credit,
  DeadlinePolicy,
  Fulfilment,
  Reauthorization,
  ShippingAllocation,
  WithoutMulticapture,
} from '../../domain/orders/order';
import type { Doubt } from '../../domain/orders/fraud-signal';
import type { CancelReason, OrderStatus } from '../../domain/orders/order-status';

/** The tables of orders and of what is given up of them, part of the schema. */

/** Written as text, so that an array is not taken for a PostgreSQL array. */
type Json<Value> = ColumnType<Value, string | Extract<Value, null>, string | Extract<Value, null>>;

/** Orders as they were accepted, and their status; migrations/ comments each column. */
export interface OrdersTable {
  order_id: string;
  content_hash: string;
  acceptance_id: string;
  request_id: string;
  currency: string;
  total: number;
  discount_amount: number;
  credits: Json<readonly Credit[] | null>;
  shipping_credit: Generated<number>;
  shipping_amount: number;
  shipping_from_postal_code: string | null;
  shipping_to_postal_code: string | null;
  customer_reference: string | null;
  order_number: string | null;
  description: string | null;
  receipt_email: string | null;
  shipping_address: Json<ShippingAddress | null>;
  payment_provider: Generated<PaymentProvider>;
  payment_method: string | null;
  adopted_payment_intent: string | null;
  customer: string | null;
  save_for_later: boolean;
  return_url: string | null;
  statement_descriptor_suffix: string | null;
  on_deadline: DeadlinePolicy;
  reauthorization: Reauthorization | null;
  margin_seconds: number;
  shipping_allocation: ShippingAllocation;
  fulfilment: Fulfilment;
  ship_despite: Doubt[] | null;
  without_multicapture: Generated<WithoutMulticapture>;
  extended_authorization: ExtendedAuthorization;
  authentication_timeout_seconds: number;
  metadata: Json<Readonly<Record<string, string>>>;
  connect_destination: string | null;
  connect_on_behalf_of: boolean | null;
  connect_application_fee_amount: number | null;
  connect_transfer_amount: number | null;
  workflow_id: string;
  workflow_run_id: Generated<string | null>;
  status: OrderStatus;
  cancel_reason: CancelReason | null;
  release_at: string | null;
  created_at: string;
  updated_at: string;
}

/** Requests whose order is not written yet. */
export interface KeptBuyersTable {
  acceptance_id: string;
  receipt_email: string | null;
  shipping_address: Json<ShippingAddress | null>;
  kept_at: string;
}

/** Lines of orders; migrations/ comments each column. */
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

/** What each unit is worth, in runs of equal units; migrations/ comments each column. */
export interface UnitAllocationsTable {
  order_id: string;
  line_id: string;
  from_unit: number;
  units: number;
  goods: number;
  tax: number;
  discount: number;
  shipping: number;
  credit: Generated<number>;
  connect: Generated<number>;
}

/** Cancellations; migrations/ comments each column. */
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

/** Units of cancellations; migrations/ comments each column. */
export interface CancellationLinesTable {
  order_id: string;
  cancellation_id: string;
  line_id: string;
  from_unit: number;
  units: number;
}

/** Changes of lines; migrations/ comments each column. */
export interface LineChangesTable {
  order_id: string;
  change_id: string;
  kind: 'added' | 'lowered' | 'reopened';
  content_hash: string;
  amount: number;
  request_id: string;
  created_at: string;
}
