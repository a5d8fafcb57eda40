import type { ColumnType, Generated } from 'kysely';
import type { PaymentProvider } from '../../domain/capabilities/payment-provider';
import type { CapturePlan } from '../../domain/provider/capture-plan';
import type { FeatureTier } from '../../domain/orders/card-features';
import type { GrowthInput } from '../../domain/orders/inputs';
import type { CancelReason } from '../../domain/orders/order-status';
import type { ExternalCapture } from '../../domain/payment/external-capture';
import type { NextAction } from '../../domain/provider/payment-intent-reading';
import type { ReleaseCause } from '../../domain/payment/steps';
import type { AuthorizationState } from '../../domain/orders/transitions';

/** The table of authorizations, part of the schema. */

/** A capture that somebody else made, as it lies in the row of its hold. */
export type ExternalCaptureEntry = Pick<ExternalCapture, 'captureId' | 'final' | 'covered' | 'shipment'>;

/** Holds, saved cards and payments; migrations/ comments each column. */
export interface AuthorizationsTable {
  authorization_id: string;
  order_id: string;
  generation: number;
  provider: PaymentProvider;
  state: AuthorizationState;
  tier: FeatureTier | null;
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
  look_due_at: string | null;
  looks: Generated<number>;
  awaited_until: string | null;
  adopted: Generated<boolean>;
  described: Generated<boolean>;
  given_payment_method: string | null;
  given_return_url: string | null;
  given_request_id: string | null;
  grows_by: ColumnType<GrowthInput | null, string | undefined, string>;
  renewal_refused_at: string | null;
  changed_by_event_id: string | null;
  release_key: string | null;
  release_generation: Generated<number>;
  release_requested_at: string | null;
  release_cause: ReleaseCause['kind'] | null;
  released_amount: Generated<number>;
  raised_amount: Generated<number>;
  added_amount: Generated<number>;
  lost_amount: Generated<number>;
  end_reason: CancelReason | null;
  mismatch: Generated<boolean>;
  external_captures: ColumnType<readonly ExternalCaptureEntry[] | null, string | undefined, string>;
  ended_at: string | null;
  created_at: string;
  updated_at: string;
}
