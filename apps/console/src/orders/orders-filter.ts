import type { paths } from '#api';

type Asked = NonNullable<paths['/v1/orders']['get']['parameters']['query']>;

/** The filters of the list, by which the address is read: what else stands there is not ours. */
const NAMES = [
  'status',
  'attention',
  'attentionCode',
  'plan',
  'releaseBefore',
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

/**
 * What the list of orders is asked for, as it stands in the address, where it can be sent to a colleague. The API checks
 * it, and says what is wrong.
 */
export type OrdersFilter = Readonly<Partial<Record<(typeof NAMES)[number], string>>>;

/** What of the address is a filter. */
export function filterIn(query: URLSearchParams): OrdersFilter {
  const filter: Partial<Record<(typeof NAMES)[number], string>> = {};
  for (const name of NAMES) {
    const value = query.get(name);
    if (value !== null && value !== '') filter[name] = value;
  }
  return filter;
}

/** By what a text that somebody pasted names an order: Stripe's ids say what they are. */
export function filterNamedBy(text: string): OrdersFilter | { readonly orderId: string } {
  const word = text.trim();
  if (word.startsWith('pi_')) return { paymentIntentId: word };
  if (/^(ch|py)_/.test(word)) return { chargeId: word };
  if (/^(re|pyr)_/.test(word)) return { stripeRefundId: word };
  if (/^(dp|du)_/.test(word)) return { disputeId: word };
  return { orderId: word };
}
