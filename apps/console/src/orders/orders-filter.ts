import type { paths } from '#api';

type Asked = NonNullable<paths['/v1/orders']['get']['parameters']['query']>;

/** What the list of orders is asked for; it stands in the address, and can be sent to a colleague. */
export type OrdersFilter = Omit<Asked, 'cursor'>;

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
] as const satisfies readonly (keyof OrdersFilter)[];

/** What stands in the address, as it is; the API checks it and says what is wrong. */
export function filterIn(query: URLSearchParams): OrdersFilter {
  const given = NAMES.flatMap((name) => {
    const value = query.get(name);
    return value === null || value === '' ? [] : [[name, value] as const];
  });
  return Object.fromEntries(given);
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
