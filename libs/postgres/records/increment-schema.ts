import type { IncrementRefused } from '../../domain/payment/facts';

/** What an increment has become; `raised` is the stored word for done. */
export type IncrementState = 'requested' | 'raised' | 'refused';

/** Increments of holds; migrations/ comments each column. */
export interface HoldIncrementsTable {
  increment_id: string;
  order_id: string;
  authorization_id: string;
  attempt: number;
  state: IncrementState;
  shipment_id: string;
  reason: string;
  amount_before: number;
  amount_after: number;
  idempotency_key: string;
  key_first_used_at: string;
  refusal_reason: IncrementRefused['reason'] | null;
  error_code: string | null;
  error_decline_code: string | null;
  error_message: string | null;
  request_id: string;
  created_at: string;
  updated_at: string;
}
