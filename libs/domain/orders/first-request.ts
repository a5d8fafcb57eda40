import type { NewOrder } from './order';

/**
 * What the provider is asked for when an order is accepted: to hold money, to take it at once, or only to save a card.
 */
export type FirstRequest = 'hold' | 'payment' | 'saved_card';

/** By the order's fulfilment; everything that differs between the fulfilments follows from it. */
export function firstRequestOf({ policy }: Pick<NewOrder, 'policy'>): FirstRequest {
  switch (policy.fulfilment) {
    case 'shipments':
      return 'hold';
    case 'immediate':
      return 'payment';
    case 'charge_on_ship':
      return 'saved_card';
  }
}
