import type { Fields } from '../../../../libs/emulation/control/fields';
import type { JsonObject } from '../../../../libs/emulation/objects/json';
import type { Tenant } from '../http/tenant';
import { DEFAULT_SETTINGS } from '../wooshpay/settings';

const LONGEST_SECONDS = 365 * 24 * 60 * 60;

/** Any subset; the whole account comes back. Holds that exist keep what they were given. */
export function changeAccount(tenant: Tenant, fields: Fields): JsonObject {
  fields.allow(...Object.keys(DEFAULT_SETTINGS));
  const now = tenant.account.settings;
  const seconds = (name: string, least = 0): number | undefined =>
    fields.number(name, { least, most: LONGEST_SECONDS });
  tenant.account.settings = {
    times: fields.choice('times', ['milliseconds', 'seconds']) ?? now.times,
    currency_case: fields.choice('currency_case', ['upper', 'lower']) ?? now.currency_case,
    empty_fields: fields.choice('empty_fields', ['omitted', 'null']) ?? now.empty_fields,
    error_place: fields.choice('error_place', ['under_error', 'top']) ?? now.error_place,
    second_capture: fields.choice('second_capture', ['refused', 'answered']) ?? now.second_capture,
    rest_after_capture: fields.choice('rest_after_capture', ['released', 'kept']) ?? now.rest_after_capture,
    hold_counts_from: fields.choice('hold_counts_from', ['creation', 'confirmation']) ?? now.hold_counts_from,
    hold_window_seconds: seconds('hold_window_seconds', 1) ?? now.hold_window_seconds,
    expiry_event: fields.choice('expiry_event', ['sent', 'silent']) ?? now.expiry_event,
    event_types: fields.choice('event_types', ['named', 'as_stripe']) ?? now.event_types,
    refund_delay_seconds: seconds('refund_delay_seconds') ?? now.refund_delay_seconds,
    unknown_parameters: fields.choice('unknown_parameters', ['refused', 'ignored']) ?? now.unknown_parameters,
    search_delay_seconds: seconds('search_delay_seconds') ?? now.search_delay_seconds,
  };
  return renderAccount(tenant);
}

export function renderAccount({ account }: Tenant): JsonObject {
  return { id: account.id, ...account.settings };
}
