import type { AcceptedOrder } from './order';

/** A card that the buyer allowed us to use again without them, as the provider names it. */
export interface SavedCard {
  readonly customer: string;
  readonly paymentMethod: string;
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
