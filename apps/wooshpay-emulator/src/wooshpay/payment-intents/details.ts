import { mergedMetadata } from '../metadata';
import { invalidRequest } from '../requests/error';
import type { Params } from '../requests/params';
import type { Details } from './payment-intent';

/** The names of those parameters. */
export const DETAILS =
  'description metadata shipping merchant_order_id merchant_user_id quantity receipt_email return_url';

const LONGEST_TEXT = 1000;
const LONGEST_URL = 2048;

/** What a shop says of a payment, after what a request changes of it. */
export function detailsIn(params: Params, before: Details): Details {
  const text = (name: string, current: string | null, most = LONGEST_TEXT): string | null =>
    params.isUnset(name) ? null : (params.shortText(name, most) ?? current);
  const returnUrl = text('return_url', before.returnUrl, LONGEST_URL);
  if (returnUrl !== null && !URL.canParse(returnUrl)) throw invalidRequest('Invalid return_url.', 'url_invalid');
  const quantity = params.int('quantity') ?? before.quantity;
  if (quantity !== null && quantity < 0) throw invalidRequest('Invalid quantity: must not be below 0.');
  return {
    description: text('description', before.description),
    metadata: mergedMetadata(before.metadata, params),
    shipping: params.raw('shipping') ?? before.shipping,
    merchantOrderId: text('merchant_order_id', before.merchantOrderId),
    merchantUserId: text('merchant_user_id', before.merchantUserId),
    quantity,
    receiptEmail: text('receipt_email', before.receiptEmail),
    returnUrl,
  };
}

export const NO_DETAILS: Details = {
  description: null,
  metadata: new Map(),
  shipping: null,
  merchantOrderId: null,
  merchantUserId: null,
  quantity: null,
  receiptEmail: null,
  returnUrl: null,
};
