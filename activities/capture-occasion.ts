import type { CaptureStep } from '../libs/domain/steps';
import type { Occasion } from '../libs/postgres/order-change';
import { nowOf, type PaymentNeeds } from './payment-needs';

/** A capture is always the shop's doing. */
export function captureOccasion(needs: PaymentNeeds, { orderId, shipment }: CaptureStep): Occasion {
  const origin = { actor: 'shop', requestId: shipment.requestId, eventId: null } as const;
  return { orderId, at: nowOf(needs), origin };
}
