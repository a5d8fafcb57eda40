import type { AcceptedOrder } from './order';

/** A card that the buyer allowed us to use again without them, as the provider names it. */
export interface SavedCard {
  readonly customer: string;
  readonly paymentMethod: string;
}

const KEPT_BY_HOLD = 'hold/';

/** Stands where the id of a SetupIntent would, of a card that a hold kept: no id of Stripe's looks like it. */
export function setupByHold(orderId: string): string {
  return `${KEPT_BY_HOLD}${orderId}`;
}

/** Whether no SetupIntent saved the card, but the hold that gave way to it. @param setupIntentId as recorded */
export function isKeptByHold(setupIntentId: string | null): boolean {
  return setupIntentId?.startsWith(KEPT_BY_HOLD) ?? false;
}

/**
 * For whom the card of an order is saved.
 * @throws Error when the order should never have been accepted
 */
export function customerOf({ orderId, payment }: AcceptedOrder): string {
  const { customer } = payment;
  if (customer === null) throw new Error(`Bug! Order ${orderId} is to save a card for nobody`);
  return customer;
}
