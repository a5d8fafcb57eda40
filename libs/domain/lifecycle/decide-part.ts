import type { Decision } from '../payment/decision';
import type { CancellationCommand } from '../orders/inputs';
import { lastOpenSpans } from '../payment/open-spans';
import { openUnits, statusOf, type Payment } from '../payment/payment';
import { unitsRefusal, type Refusal } from '../payment/refusal';
import { isBetweenHolds } from '../payment/renewal';
import { priceSpans, quantityOf, type LineQuantity } from '../orders/shipment-price';

/** As many as an order has lines at most, so that each line can be canceled by itself: histories are bounded (I11). */
const PARTS_AT_MOST = 200;

/**
 * Decides a cancellation that names lines. The units given up are the last of their lines, shipments take the first, so
 * neither ever changes what the other is worth; the hold stays until nothing is open any more (docs/decisions/0009).
 * @returns undefined when nothing would stay open, or nothing is: then it is a cancellation of all
 */
export function decidePart(payment: Payment, cancellation: CancellationCommand): Decision | undefined {
  const { lines } = cancellation;
  const { hold } = payment;
  if (lines === undefined || hold.state === 'captured' || hold.state === 'released' || hold.state === 'expired') {
    return undefined;
  }
  const open = openUnits(payment);
  const unavailable = unitsRefusal(open, lines);
  if (unavailable !== undefined) return refuse(unavailable);
  if (open.every(({ lineId, quantity }) => quantity === quantityOf(lines, lineId))) return undefined;
  // Between two holds there is no order to place anew, and what is given up is not held again.
  if (hold.state !== 'held' && hold.state !== 'saved' && !isBetweenHolds(payment)) {
    return refusePart(payment, 'nothing is held yet: cancel all of it, or this part once the card is authorized');
  }
  if (payment.cancellations.length >= PARTS_AT_MOST) {
    return refusePart(
      payment,
      `it has had ${PARTS_AT_MOST.toString()} cancellations, the most allowed: cancel all that is open`,
    );
  }
  return giveUp(payment, cancellation, lines);
}

function giveUp(payment: Payment, cancellation: CancellationCommand, lines: readonly LineQuantity[]): Decision {
  const { orderId, currency } = payment.order;
  const spans = lastOpenSpans(payment, lines);
  // Shipping that the first shipment takes as a whole belongs to no unit: whoever ships anything still pays it.
  const { amount } = priceSpans(payment.order, spans, false);
  return { kind: 'do', step: { kind: 'cancel_lines', orderId, currency, cancellation, spans, amount } };
}

function refusePart(payment: Payment, why: string): Decision {
  const message = `order ${payment.order.orderId} cannot be canceled in part: ${why}`;
  return refuse({ code: 'order_not_capturable', message, status: statusOf(payment) });
}

function refuse(refusal: Refusal): Decision {
  return { kind: 'refuse', refusal };
}
