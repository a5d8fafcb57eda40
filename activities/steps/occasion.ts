import type { Occasion } from '../../libs/postgres/orders/order-change';
import { nowOf, type PaymentNeeds } from './payment-needs';

type Clocked = Pick<PaymentNeeds, 'clock'>;

/** Something is done to an order now, by a request of its shop. */
export function byShop(needs: Clocked, orderId: string, requestId: string): Occasion {
  return { orderId, at: nowOf(needs), origin: { actor: 'shop', requestId, eventId: null } };
}

/** By Holdfast itself. */
export function byHoldfast(needs: Clocked, orderId: string): Occasion {
  return { orderId, at: nowOf(needs), origin: { actor: 'holdfast', requestId: null, eventId: null } };
}

/** At Stripe. @param eventId that told of it; null: none did */
export function byStripe(needs: Clocked, orderId: string, eventId: string | null): Occasion {
  return { orderId, at: nowOf(needs), origin: { actor: 'stripe', requestId: null, eventId } };
}

/** As an event told; without one our own clock remembered. */
export function byEvent(needs: Clocked, orderId: string, event: { eventId: string } | null): Occasion {
  return event === null ? byHoldfast(needs, orderId) : byStripe(needs, orderId, event.eventId);
}
