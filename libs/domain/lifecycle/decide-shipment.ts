import { NON_FINAL_CAPTURES_AT_MOST } from '../provider/capture-plan';
import { captureAlone, finalCapture, nextGeneration, parcelOf, type PricedParcel } from '../captures/capture-step';
import { decideAmount } from '../captures/decide-amount';
import { decideCharge } from '../charges/decide-charge';
import type { Decision } from '../payment/decision';
import { captureThenRenew } from '../captures/decide-capture-then-renew';
import type { ShipmentCommand } from '../orders/inputs';
import { openUnits, statusOf, type Payment } from '../payment/payment';
import type { LiveHold } from '../payment/hold';
import { whyPaidAhead } from '../captures/paid-ahead';
import { closedRefusal, unitsRefusal, type Refusal } from '../payment/refusal';
import { quantityOf } from '../orders/shipment-price';

/** Decides whether and how a parcel is captured (invariants I1, I2, I6, I8). */
export function decideShipment(payment: Payment, shipment: ShipmentCommand): Decision {
  const known = [...payment.shipments, ...payment.covered].find(({ shipmentId }) => shipmentId === shipment.shipmentId);
  if (known !== undefined) {
    if (known.contentHash === shipment.contentHash) return { kind: 'repeat' };
    const message = `shipment ${known.shipmentId} was accepted before with other content`;
    return refuse({ code: 'shipment_conflict', message });
  }
  const { hold } = payment;
  switch (hold.state) {
    case 'none':
    case 'requires_payment_method':
    case 'requires_action':
    case 'processing':
    case 'renewal_due':
      return refuseNotCapturable(payment, 'its card is not authorized');
    case 'saved':
      return decideCharge(payment, hold, shipment);
    case 'expired':
      return refuse({
        code: 'hold_lost',
        message: `the hold of order ${payment.order.orderId} is gone; nothing can be captured`,
      });
    case 'captured':
    case 'released':
      return refuse(closed(payment));
    case 'held':
      return decideCapture(payment, hold, shipment);
  }
}

/** A shop that ships what was paid before it left must know that it is paid, and not that it is too late. */
function closed(payment: Payment): Refusal {
  const { order, shipments } = payment;
  const refusal = closedRefusal(order.orderId, statusOf(payment));
  const why = whyPaidAhead(shipments);
  return why === undefined ? refusal : { ...refusal, message: `${refusal.message}; ${why}` };
}

function decideCapture(payment: Payment, hold: LiveHold, shipment: ShipmentCommand): Decision {
  const open = openUnits(payment);
  const unavailable = unitsRefusal(open, shipment.lines);
  if (unavailable !== undefined) return refuse(unavailable);
  const parcel = parcelOf(payment, shipment);
  const last = open.every(({ lineId, quantity }) => quantity === quantityOf(shipment.lines, lineId));
  const amount = decideAmount(payment, hold, { ...parcel, final: last });
  switch (amount.kind) {
    case 'refuse':
      return amount;
    case 'raise':
      return { kind: 'do', step: { kind: 'raise', ...amount.step } };
    case 'take':
      return takeParcel(payment, hold, { ...parcel, price: amount.price }, last);
  }
}

function takeParcel(payment: Payment, hold: LiveHold, parcel: PricedParcel, last: boolean): Decision {
  if (last) return { kind: 'do', step: { kind: 'capture', ...finalCapture(payment, hold, parcel) } };
  if (hold.plan === 'capture_then_reauthorize') return takeThenRenew(payment, hold, parcel);
  if (!mayCapture(payment, hold, parcel.price.amount)) return decideCover(payment, parcel);
  return { kind: 'do', step: { kind: 'capture', ...captureAlone(payment, hold, parcel, false) } };
}

/** The card allows one capture of each hold: it ends this one, and what stays open is held anew. */
function takeThenRenew(payment: Payment, hold: LiveHold, parcel: PricedParcel): Decision {
  const single = captureThenRenew(payment, hold, parcel.spans, parcel.price.amount);
  switch (single.kind) {
    case 'final':
      return { kind: 'do', step: { kind: 'capture', ...captureAlone(payment, hold, parcel, true, single.next) } };
    case 'moves_nothing':
      return { kind: 'do', step: { kind: 'capture', ...captureAlone(payment, hold, parcel, false) } };
    case 'refused':
      return refuseNotCapturable(payment, single.why);
  }
}

/** Whether the hold takes one more capture that does not end it; free goods take none. */
function mayCapture({ shipments, holdGeneration }: Payment, { plan }: LiveHold, worth: number): boolean {
  if (plan === 'capture_once' || worth === 0) return plan === 'multicapture';
  const nonFinal = shipments.filter(
    ({ amount, authorizationGeneration }) => amount > 0 && authorizationGeneration === holdGeneration,
  );
  return nonFinal.length < NON_FINAL_CAPTURES_AT_MOST;
}

/** The parcel waits for the final capture, unless that is known to be in trouble: then nothing more should leave. */
function decideCover(payment: Payment, parcel: PricedParcel): Decision {
  const { order, covered, captureInDoubt, holdGeneration: authorizationGeneration } = payment;
  const { orderId, currency } = order;
  if (captureInDoubt !== null) {
    const message = `a capture of order ${orderId} failed before its outcome was known: repeat the shipment that it was for`;
    return refuse({ code: 'temporarily_unavailable', message });
  }
  if (payment.attention.includes('final_capture_failed')) {
    return refuseNotCapturable(payment, 'its final capture was refused: ship nothing that it would have to pay for');
  }
  const namedBy = covered[0]?.shipmentId ?? parcel.shipment.shipmentId;
  const generation = nextGeneration(payment, namedBy);
  const { shipment, spans, price } = parcel;
  const { amount, breakdown } = price;
  const step = { orderId, currency, authorizationGeneration, namedBy, generation, shipment, spans };
  return { kind: 'do', step: { kind: 'cover', ...step, price: { amount, breakdown } } };
}

function refuseNotCapturable(payment: Payment, why: string): Decision {
  const status = statusOf(payment);
  return refuse({
    code: 'order_not_capturable',
    message: `order ${payment.order.orderId} cannot be captured: ${why}`,
    status,
  });
}

function refuse(refusal: Refusal): Decision {
  return { kind: 'refuse', refusal };
}
