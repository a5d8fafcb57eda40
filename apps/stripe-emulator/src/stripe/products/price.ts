import type { JsonObject } from '../../../../../libs/emulation/objects/json';

/** How often a price is due again; checkouts in payment mode take prices without. */
export interface Recurring {
  readonly interval: string;
  readonly intervalCount: number;
}

/** What one of a product costs. */
export interface Price {
  readonly id: string;
  readonly created: number;
  readonly product: string;
  readonly currency: string;
  /** In minor units. */
  readonly unitAmount: number;
  readonly recurring: Recurring | null;
  active: boolean;
  lookupKey: string | null;
  metadata: ReadonlyMap<string, string>;
  nickname: string | null;
  taxBehavior: string;
}

export function renderPrice(price: Price): JsonObject {
  return {
    id: price.id,
    object: 'price',
    active: price.active,
    billing_scheme: 'per_unit',
    created: price.created,
    currency: price.currency,
    custom_unit_amount: null,
    livemode: false,
    lookup_key: price.lookupKey,
    metadata: Object.fromEntries(price.metadata),
    nickname: price.nickname,
    product: price.product,
    recurring: price.recurring === null ? null : renderRecurring(price.recurring),
    tax_behavior: price.taxBehavior,
    tiers_mode: null,
    transform_quantity: null,
    type: price.recurring === null ? 'one_time' : 'recurring',
    unit_amount: price.unitAmount,
    unit_amount_decimal: String(price.unitAmount),
  };
}

/** By currency; prices here are in one. */
export function renderCurrencyOptions({ currency, taxBehavior, unitAmount }: Price): JsonObject {
  return {
    [currency]: {
      custom_unit_amount: null,
      tax_behavior: taxBehavior,
      unit_amount: unitAmount,
      unit_amount_decimal: String(unitAmount),
    },
  };
}

function renderRecurring({ interval, intervalCount }: Recurring): JsonObject {
  return {
    interval,
    interval_count: intervalCount,
    meter: null,
    trial_period_days: null,
    usage_type: 'licensed',
  };
}
