import type { ColumnType, Generated, GeneratedAlways } from 'kysely';

/** The inbox; migrations/ comments each column. */
export interface WebhookEventsTable {
  event_id: string;
  type: string;
  api_version: string | null;
  livemode: boolean;
  event_created_at: string;
  /** Written as text, so that an array is not taken for a PostgreSQL array. */
  payload: ColumnType<unknown, string, string>;
  about: 'settlement' | 'hold' | 'refund' | 'dispute' | 'fraud' | 'nothing';
  payment_intent_id: string | null;
  charge_id: string | null;
  balance_transaction_id: string | null;
  setup_intent_id: string | null;
  amount_received: number | null;
  order_id: string | null;
  refund_id: string | null;
  stripe_refund_id: string | null;
  dispute_id: string | null;
  deployment: string | null;
  intended_at: string | null;
  account: string | null;
  received_at: string;
  outcome: 'signalled' | 'not_needed' | 'not_ours' | 'order_closed' | 'dead_letter' | null;
  delivered_at: string | null;
  attempts: Generated<number>;
  next_attempt_at: string | null;
  last_error: string | null;
  dead_letter_reason: string | null;
  dropped_at: string | null;
}

/** What people did about dead letters; migrations/ comments each column. */
export interface DeadLetterDecisionsTable {
  decision_id: GeneratedAlways<number>;
  event_id: string;
  decision: 'redelivered' | 'dropped';
  decided_by: string;
  reason: string | null;
  request_id: string;
  decided_at: string;
}
