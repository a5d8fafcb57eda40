import type { AcceptedOrder } from './order';
import type { SavedCard } from './saved-card';

/**
 * Orders that cost nothing: nobody is asked for a card, and each shipment is recorded at 0 as if a card that is never
 * charged were saved for it.
 */

/** Whether nothing is ever to be paid for the order. */
export function isFree({ total }: Pick<AcceptedOrder, 'total'>): boolean {
  return total === 0;
}

const NO_SETUP = 'none/';

/** Stands where the ids of a saved card would: no id of Stripe's looks like it, and no other order has the same. */
export function noCardOf(orderId: string): { readonly setupIntentId: string; readonly card: SavedCard } {
  return { setupIntentId: `${NO_SETUP}${orderId}`, card: { customer: 'none', paymentMethod: 'none' } };
}

/** Whether it stands where no card was saved. @param setupIntentId as recorded */
export function isNoCard(setupIntentId: string | null): boolean {
  return setupIntentId?.startsWith(NO_SETUP) ?? false;
}
