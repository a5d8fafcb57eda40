import type { FeatureTier } from '../../domain/orders/card-features';
import type { ConfirmRefused } from '../../domain/payment/facts';
import type { ConfirmationState } from '../../domain/orders/transitions';

/** Payment methods that were tried; migrations/ comments each column. */
export interface ConfirmationsTable {
  confirmation_id: string;
  order_id: string;
  authorization_id: string;
  attempt: number;
  state: ConfirmationState;
  tier: FeatureTier | null;
  payment_method: string;
  return_url: string | null;
  request_id: string;
  idempotency_key: string;
  key_first_used_at: string;
  key_last_used_at: string;
  refusal_reason: ConfirmRefused['reason'] | null;
  error_code: string | null;
  error_decline_code: string | null;
  error_message: string | null;
  created_at: string;
  updated_at: string;
}
