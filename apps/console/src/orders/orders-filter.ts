import type { paths } from '#api';

type Asked = NonNullable<paths['/v1/orders']['get']['parameters']['query']>;

/** What the list of the API filters by. */
const ASKED = [
  'status',
  'attention',
  'attentionCode',
  'plan',
  'createdAfter',
  'createdBefore',
  'updatedAfter',
  'updatedBefore',
  'orderNumber',
  'customerReference',
  'trackingNumber',
  'paymentIntentId',
  'chargeId',
  'refundId',
  'stripeRefundId',
  'disputeId',
  'metadataKey',
  'metadataValue',
] as const satisfies readonly (keyof Asked)[];

/** Besides: hours from whenever somebody looks, so that a saved address stays true. */
const ENDS_WITHIN = 'endsWithinHours';

const NAMES = [...ASKED, ENDS_WITHIN] as const;

const HOUR_MS = 3_600_000;

/**
 * What the list of orders is asked for, as it stands in the address, where it can be sent to a colleague. The API checks
 * it, and says what is wrong.
 */
export type OrdersFilter = Readonly<Partial<Record<(typeof NAMES)[number], string>>>;

/** What of the address is a filter; what else stands there is not ours. */
export function filterIn(query: URLSearchParams): OrdersFilter {
  const filter: Partial<Record<(typeof NAMES)[number], string>> = {};
  for (const name of NAMES) {
    const value = query.get(name);
    if (value !== null && value !== '') filter[name] = value;
  }
  return filter;
}

/** The filter as the API takes it: hours and days of the browser's zone become instants. @param now in milliseconds */
export function askedOf({ endsWithinHours, ...filter }: OrdersFilter, now: number): Record<string, string> {
  const asked = Object.fromEntries(Object.entries(filter).map(([name, value]) => [name, instantOf(value)]));
  if (endsWithinHours === undefined) return asked;
  const until = now + Number(endsWithinHours) * HOUR_MS;
  return { ...asked, releaseBefore: Number.isNaN(until) ? endsWithinHours : new Date(until).toISOString() };
}

/** A day begins at midnight where the person is; whatever is no day stays as it is. */
function instantOf(value: string): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return value;
  const begin = new Date(`${value}T00:00`);
  return Number.isNaN(begin.getTime()) ? value : begin.toISOString();
}

/** What the API takes as the id of an order. */
const ORDER_ID = /^[A-Za-z0-9._-]{1,64}$/;

/** By what a text that somebody pasted names an order: Stripe's ids say what they are. */
export function filterNamedBy(text: string): OrdersFilter | { readonly orderId: string } {
  const word = text.trim();
  if (word.startsWith('pi_')) return { paymentIntentId: word };
  if (/^(ch|py)_/.test(word)) return { chargeId: word };
  if (/^(re|pyr)_/.test(word)) return { stripeRefundId: word };
  if (/^(dp|du)_/.test(word)) return { disputeId: word };
  // Numbers for people may have any sign in them.
  return ORDER_ID.test(word) ? { orderId: word } : { orderNumber: word };
}
