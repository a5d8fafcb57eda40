import type { PayoutFailure } from './payouts/payout';
import { API_VERSION } from '../wire/api-table';

/** What one Stripe account can do; set over the control API, never by Stripe's own. */
export const CARD_FEATURES = [
  'multicapture',
  'overcapture',
  'incremental_authorization',
  'extended_authorization',
] as const;
export type CardFeature = (typeof CARD_FEATURES)[number];

/** `refused`: asking for it fails the whole confirmation (recorded), instead of quietly answering "unavailable". */
export const FEATURE_STATES = ['available', 'unavailable', 'refused'] as const;
export type FeatureState = (typeof FEATURE_STATES)[number];

/** How long a webhook that is not taken is tried again: a sandbox gives up after hours, live mode after three days. */
export const RETRY_SCHEDULES = ['sandbox', 'live'] as const;
export type RetrySchedule = (typeof RETRY_SCHEDULES)[number];

export interface AccountSettings {
  /** Of requests that name none, of events, and of the webhooks of endpoints without one of their own. */
  readonly api_version: string;
  readonly features: Readonly<Record<CardFeature, FeatureState>>;
  /** From confirmation to `capture_before`. */
  readonly capture_window_seconds: number;
  /** From a capture to its balance transaction; null is never. */
  readonly settlement_delay_seconds: number | null;
  readonly settlement_currency: string;
  /** 25 requests a second for each endpoint, 100 for the account. */
  readonly rate_limits: boolean;
  readonly webhook_retries: RetrySchedule;
  /** Whether buyers are offered ways to pay that send them to another page: a confirmation then says where they return. */
  readonly redirecting_methods: boolean;
  /** Not documented either way; the strict answer is the default. */
  readonly cancel_after_capture: 'refused' | 'allowed';
  /** Whether test card numbers may be sent, which Stripe allows on request only. */
  readonly raw_card_numbers: 'refused' | 'allowed';
  /** How long search does not find what is new (recorded: seconds to minutes). */
  readonly search_delay_seconds: number;
  /** Whether payments of elevated risk are looked at by somebody: a rule of Radar. */
  readonly reviews: 'none' | 'elevated';
  /** `daily`: at midnight (UTC) all that is available goes to the bank. */
  readonly payout_schedule: 'manual' | 'daily';
  /** What becomes of payouts at the bank. */
  readonly payout_outcome: 'paid' | PayoutFailure;
  /** Whether connected accounts still have what they were sent: a transfer comes back only out of their balance. */
  readonly connected_balance: 'covers' | 'short';
  /** A capture below the smallest charge of its currency: refusals are reported, Stripe documents neither. */
  readonly capture_below_minimum: 'refused' | 'allowed';
}

const SEVEN_DAYS = 7 * 24 * 60 * 60;

export const DEFAULT_SETTINGS: AccountSettings = {
  api_version: API_VERSION,
  features: {
    multicapture: 'available',
    overcapture: 'available',
    incremental_authorization: 'available',
    extended_authorization: 'available',
  },
  capture_window_seconds: SEVEN_DAYS,
  settlement_delay_seconds: 2,
  settlement_currency: 'usd',
  rate_limits: false,
  webhook_retries: 'sandbox',
  redirecting_methods: true,
  cancel_after_capture: 'refused',
  raw_card_numbers: 'refused',
  search_delay_seconds: 20,
  reviews: 'none',
  payout_schedule: 'manual',
  payout_outcome: 'paid',
  connected_balance: 'covers',
  capture_below_minimum: 'allowed',
};
