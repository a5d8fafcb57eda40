import type { Tenant } from '../http/tenant';
import { isCurrency } from '../stripe/currency';
import type { JsonObject } from '../../../../libs/emulation/objects/json';
import { planPayouts } from '../stripe/payouts/automatic';
import { CARD_FEATURES, FEATURE_STATES, RETRY_SCHEDULES } from '../stripe/settings';
import type { AccountSettings } from '../stripe/settings';
import { versionNamed } from '../stripe/versions/api-version';
import { ControlError } from '../../../../libs/emulation/control/control-error';
import type { Fields } from '../../../../libs/emulation/control/fields';

const PAYOUT_OUTCOMES = [
  'paid',
  'account_closed',
  'debit_not_authorized',
  'insufficient_funds',
  'invalid_currency',
  'no_account',
] as const;

const LONGEST_WINDOW_SECONDS = 365 * 24 * 60 * 60;

/** Any subset; the whole account comes back. Holds that exist keep what they were given. */
export function changeAccount(tenant: Tenant, fields: Fields): JsonObject {
  fields.allow(
    'api_version',
    'features',
    'capture_window_seconds',
    'settlement_delay_seconds',
    'settlement_currency',
    'rate_limits',
    'webhook_retries',
    'redirecting_methods',
    'cancel_after_capture',
    'raw_card_numbers',
    'search_delay_seconds',
    'reviews',
    'payout_schedule',
    'payout_outcome',
    'connected_balance',
    'capture_below_minimum',
  );
  const current = tenant.account.settings;
  tenant.account.settings = {
    api_version: changedVersion(fields.text('api_version')) ?? current.api_version,
    features: changedFeatures(current.features, fields.nested('features')),
    capture_window_seconds:
      fields.number('capture_window_seconds', { least: 1, most: LONGEST_WINDOW_SECONDS, whole: true }) ??
      current.capture_window_seconds,
    settlement_delay_seconds: fields.isNull('settlement_delay_seconds')
      ? null
      : (fields.number('settlement_delay_seconds', { most: LONGEST_WINDOW_SECONDS }) ??
        current.settlement_delay_seconds),
    settlement_currency: changedCurrency(fields.text('settlement_currency')) ?? current.settlement_currency,
    rate_limits: fields.flag('rate_limits') ?? current.rate_limits,
    webhook_retries: fields.choice('webhook_retries', RETRY_SCHEDULES) ?? current.webhook_retries,
    redirecting_methods: fields.flag('redirecting_methods') ?? current.redirecting_methods,
    cancel_after_capture: fields.choice('cancel_after_capture', ['refused', 'allowed']) ?? current.cancel_after_capture,
    raw_card_numbers: fields.choice('raw_card_numbers', ['refused', 'allowed']) ?? current.raw_card_numbers,
    search_delay_seconds:
      fields.number('search_delay_seconds', { most: LONGEST_WINDOW_SECONDS }) ?? current.search_delay_seconds,
    reviews: fields.choice('reviews', ['none', 'elevated']) ?? current.reviews,
    payout_schedule: fields.choice('payout_schedule', ['manual', 'daily']) ?? current.payout_schedule,
    payout_outcome: fields.choice('payout_outcome', PAYOUT_OUTCOMES) ?? current.payout_outcome,
    connected_balance: fields.choice('connected_balance', ['covers', 'short']) ?? current.connected_balance,
    capture_below_minimum:
      fields.choice('capture_below_minimum', ['refused', 'allowed']) ?? current.capture_below_minimum,
  };
  planPayouts(tenant.account, tenant.clock.now());
  tenant.plan();
  return renderAccount(tenant);
}

export function renderAccount({ account }: Tenant): JsonObject {
  const { features, ...settings } = account.settings;
  return { id: account.id, features: { ...features }, ...settings };
}

function changedFeatures(
  current: AccountSettings['features'],
  fields: Fields | undefined,
): AccountSettings['features'] {
  if (fields === undefined) return current;
  fields.allow(...CARD_FEATURES);
  return {
    multicapture: fields.choice('multicapture', FEATURE_STATES) ?? current.multicapture,
    overcapture: fields.choice('overcapture', FEATURE_STATES) ?? current.overcapture,
    incremental_authorization:
      fields.choice('incremental_authorization', FEATURE_STATES) ?? current.incremental_authorization,
    extended_authorization: fields.choice('extended_authorization', FEATURE_STATES) ?? current.extended_authorization,
  };
}

function changedVersion(text: string | undefined): string | undefined {
  if (text === undefined || versionNamed(text) !== undefined) return text;
  throw new ControlError('api_version must be a version of the Stripe API, such as 2025-08-27.basil.');
}

function changedCurrency(code: string | undefined): string | undefined {
  if (code === undefined || isCurrency(code)) return code;
  throw new ControlError(`settlement_currency must be a currency code in lower case, such as usd.`);
}
