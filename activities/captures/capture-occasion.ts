import type { CaptureStep } from '../../libs/domain/payment/steps';
import type { Occasion, Origin } from '../../libs/postgres/orders/order-change';
import { nowOf, type PaymentNeeds } from '../steps/payment-needs';

/** A capture is the shop's doing, by the parcel that leaves with it, unless Holdfast itself ends the hold. */
export function captureOccasion(needs: PaymentNeeds, step: CaptureStep): Occasion {
  const { orderId } = step;
  const actor = step.actor ?? 'shop';
  const { requestId } = (step.gathered?.parcel ?? step).shipment;
  const origin: Origin = { actor, requestId: actor === 'shop' ? requestId : null, eventId: null };
  return { orderId, at: nowOf(needs), origin };
}
