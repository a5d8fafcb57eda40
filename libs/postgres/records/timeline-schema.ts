import type { Generated } from 'kysely';
import type { AttentionCode } from '../../domain/payment/payment';

/** The tables of what happened, of what waits for a person and of what people wrote, part of the schema. */

/** What happened to orders; migrations/ comments each column. */
export interface TimelineTable {
  timeline_id: Generated<number>;
  order_id: string;
  at: string;
  kind: string;
  amount: number | null;
  currency: string | null;
  actor: string;
  request_id: string | null;
  key_name: string | null;
  person: string | null;
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

/** Orders whose workflow is to be told of their alerts. */
export interface AttentionNewsTable {
  order_id: string;
  change: Generated<number>;
  next_attempt_at: Generated<string>;
}

/** Alerts, open and closed; migrations/ comments each column. */
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

/** Notes on orders; migrations/ comments each column. */
export interface OrderNotesTable {
  order_id: string;
  note_id: string;
  author: string;
  text: string;
  request_id: string;
  created_at: string;
}
