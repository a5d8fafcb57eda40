import { priceWholeOrder, type Price } from '../orders/shipment-price';
import type { AuthorizeStep } from '../payment/steps';

/** What a provider is asked to hold, and on which card. */
export interface HoldToPlace {
  readonly price: Price;
  readonly paymentMethod: string | null;
  readonly customer: string | null;
  readonly saveForLater: boolean;
  readonly presence: 'on_session' | 'off_session';
  readonly returnUrl: string | null;
}

/**
 * All of the order for its first hold; for a renewal what has not shipped, on the saved card unless the buyer brought
 * another.
 */
export function askedHold({ order, confirmation, renewal }: AuthorizeStep): HoldToPlace {
  const { customer, saveForLater, ...own } = order.payment;
  const price = renewal?.price ?? priceWholeOrder(order);
  if (renewal !== undefined && renewal.card !== null) {
    // The card is kept already; without the buyer there is nobody to ask whether it may be.
    const { card } = renewal;
    return { price, ...card, saveForLater: false, presence: 'off_session', returnUrl: null };
  }
  const { paymentMethod, returnUrl } = confirmation ?? own;
  return { price, paymentMethod, customer, saveForLater, presence: 'on_session', returnUrl };
}
