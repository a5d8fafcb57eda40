import { isJsonObject } from '../../../../libs/emulation/objects/json';
import type { Json, JsonObject } from '../../../../libs/emulation/objects/json';
import type { AccountSettings } from './settings';

/** How an account's answers look. */
export interface Style {
  readonly settings: AccountSettings;
}

/** A time as the account's answers have it. */
export function timeIn({ settings }: Style, seconds: number): number {
  const whole = Math.floor(seconds);
  return settings.times === 'milliseconds' ? whole * 1000 : whole;
}

/** A currency as the account's answers have it; inside it is in lower case. */
export function currencyIn({ settings }: Style, currency: string): string {
  return settings.currency_case === 'upper' ? currency.toUpperCase() : currency;
}

/** An object as it goes out: fields without a value are left out, or are null. */
export function shown({ settings }: Style, object: JsonObject): JsonObject {
  return settings.empty_fields === 'null' ? object : withoutNulls(object);
}

function withoutNulls(object: JsonObject): JsonObject {
  const kept = Object.entries(object).filter(([, value]) => value !== null);
  return Object.fromEntries(kept.map(([name, value]) => [name, inner(value)]));
}

function inner(value: Json): Json {
  if (Array.isArray(value)) return value.map(inner);
  return isJsonObject(value) ? withoutNulls(value) : value;
}
