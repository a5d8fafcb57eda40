import { coveredAmount } from '../payment/covered';
import { hasShipped } from '../payment/external-capture';
import { lastOpenSpans } from '../payment/open-spans';
import { hasOpenUnits, openUnits, type Payment } from '../payment/payment';
import type { LiveHold } from '../payment/hold';
import { priceSpans } from '../orders/shipment-price';
import { unitsIn } from '../orders/unit-spans';
import type { WarnStep } from '../payment/steps';

/** When it is to be said that units of the hold have not shipped; null when that was said, or there are none. */
export function warningDueAt(payment: Payment, hold: LiveHold): string | null {
  const { warnedGeneration, holdGeneration } = payment;
  if (hold.warnAt === undefined || warnedGeneration === holdGeneration || !hasOpenUnits(payment)) return null;
  return hold.warnAt;
}

/** Says what has not shipped, what it is worth, and what becomes of it. */
export function warningOf(payment: Payment, hold: LiveHold): WarnStep {
  const { order, holdGeneration: authorizationGeneration } = payment;
  const open = lastOpenSpans(payment, openUnits(payment));
  return {
    orderId: order.orderId,
    currency: order.currency,
    authorizationGeneration,
    units: unitsIn(open),
    amount: priceSpans(order, open, !hasShipped(payment)).amount,
    coveredAmount: coveredAmount(payment),
    releaseAt: hold.releaseAt,
    onDeadline: order.policy.onDeadline,
  };
}
