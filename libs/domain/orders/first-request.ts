import { isFree } from './free-order';
import type { AcceptedOrder } from './order';

/**
 * What the provider is asked for when an order is accepted: to hold money, to take it at once, or only to save a card.
 */
export type FirstRequest = 'hold' | 'payment' | 'saved_card';

/**
 * By the order's fulfilment; everything that differs between the fulfilments follows from it. An order that costs
 * nothing goes the way of a saved card, and there is none.
 */
export function firstRequestOf(order: Pick<AcceptedOrder, 'policy' | 'total'>): FirstRequest {
  const { policy } = order;
  if (isFree(order)) return 'saved_card';
  switch (policy.fulfilment) {
    case 'shipments':
      return 'hold';
    case 'immediate':
      return 'payment';
    case 'charge_on_ship':
      return 'saved_card';
  }
}
