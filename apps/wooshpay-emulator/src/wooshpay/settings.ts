/** How one account behaves where the documentation leaves it open, and how long things take. */
export interface AccountSettings {
  readonly times: 'milliseconds' | 'seconds';
  readonly currency_case: 'upper' | 'lower';
  readonly empty_fields: 'omitted' | 'null';
  readonly error_place: 'under_error' | 'top';
  readonly second_capture: 'refused' | 'answered';
  /** `kept`: as no page says it; for clients that check what was released. */
  readonly rest_after_capture: 'released' | 'kept';
  readonly hold_counts_from: 'creation' | 'confirmation';
  /** Documented: seven days by default. */
  readonly hold_window_seconds: number;
  readonly expiry_event: 'sent' | 'silent';
  /** `as_stripe`: also those that the older API of Stripe has at these moments. */
  readonly event_types: 'named' | 'as_stripe';
  /** Zero: a refund is done in the answer that makes it. */
  readonly refund_delay_seconds: number;
  readonly unknown_parameters: 'refused' | 'ignored';
  readonly search_delay_seconds: number;
}

const SEVEN_DAYS = 7 * 24 * 60 * 60;

export const DEFAULT_SETTINGS: AccountSettings = {
  times: 'milliseconds',
  currency_case: 'upper',
  empty_fields: 'omitted',
  error_place: 'under_error',
  second_capture: 'refused',
  rest_after_capture: 'released',
  hold_counts_from: 'creation',
  hold_window_seconds: SEVEN_DAYS,
  expiry_event: 'sent',
  event_types: 'named',
  refund_delay_seconds: 0,
  unknown_parameters: 'refused',
  search_delay_seconds: 0,
};
