import type { PaymentProviderInput } from '@medusajs/types';

/**
 * What a payment session of Medusa knows of its order; Medusa keeps it as `data` and hands it back with each call.
 * The storefront reads it too, and gives `payment_method`.
 */
export interface Session {
  /** Medusa's id of the session, and ours of the order. */
  readonly session_id: string;
  /** Minor units. */
  readonly amount: number;
  /** Lower-case ISO 4217 code. */
  readonly currency: string;
  /** A card that Stripe.js made, `pm_…`; absent: the buyer has not given one yet. */
  readonly payment_method?: string;
  /** Where the buyer's bank sends them back to. */
  readonly return_url?: string;
}

/** @throws Error when it is no session that this provider began */
export function sessionOf({ data }: PaymentProviderInput): Session {
  const { session_id, amount, currency } = data ?? {};
  if (typeof session_id === 'string' && typeof amount === 'number' && typeof currency === 'string')
    return { session_id, amount, currency, ...givenByStorefront(data) };
  throw new Error('This payment session was not begun by Holdfast: there is no order behind it');
}

/** What a storefront sends with a session, when it begins one or later. */
export function givenByStorefront(data: PaymentProviderInput['data']): Pick<Session, 'payment_method' | 'return_url'> {
  const { payment_method, return_url } = data ?? {};
  return {
    ...(typeof payment_method === 'string' && { payment_method }),
    ...(typeof return_url === 'string' && { return_url }),
  };
}
