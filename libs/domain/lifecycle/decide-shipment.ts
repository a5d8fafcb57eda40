import {
  captureAlone,
  finalCapture,
  nextGeneration,
  pricedShipmentOf,
  whyNotOpen,
  type DetailedShipment,
} from '../captures/capture-step';
import { decideAmount } from '../captures/decide-amount';
import { decideCharge } from '../charges/decide-charge';
import type { Decision } from '../payment/decision';
import { howHoldPays, isAllThatIsOpen, type WhyHoldPaysNot } from '../captures/how-units-ship';
import { paidFromHold } from '../captures/paid-from';
import type { ShipmentCommand } from '../orders/inputs';
import { openUnits, statusOf, type Payment } from '../payment/payment';
import type { LiveHold } from '../payment/hold';
import { whyPaidAhead } from '../captures/paid-ahead';
import { closedRefusal, type Refusal } from '../payment/refusal';
import { nextHold, openWorth, renewalsSoFar } from '../payment/renewal';
import { withoutParts } from '../captures/parts-of-units';
import { quantitiesOf } from '../orders/unit-spans';

/** Decides whether and how a shipment is captured (invariants I1, I2, I6, I8). */
export function decideShipment(payment: Payment, shipment: ShipmentCommand): Decision {
  const accepted = [...payment.shipments, ...payment.covered, ...(payment.canceledShipments ?? [])];
  const known = accepted.find(({ shipmentId }) => shipmentId === shipment.shipmentId);
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
      return refuse(notCapturable(payment, 'its card is not authorized'));
    case 'saved':
      return decideCharge(payment, hold, shipment);
    case 'expired':
      return refuse({
        code: 'hold_lost',
        message: `the hold of order ${payment.order.orderId} is gone: nothing can be captured`,
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
  const unavailable = whyNotOpen(payment, shipment);
  if (unavailable !== undefined) return refuse(unavailable);
  const priced = pricedShipmentOf(payment, shipment);
  const last = isAllThatIsOpen(openUnits(payment), quantitiesOf(priced.spans));
  const amount = decideAmount(payment, hold, { ...priced, final: last });
  switch (amount.kind) {
    case 'refuse':
      return amount;
    case 'raise':
      return { kind: 'do', step: { kind: 'raise', ...amount.step } };
    case 'take':
      return takeShipment(payment, hold, { ...priced, price: amount.price });
  }
}

function takeShipment(payment: Payment, hold: LiveHold, priced: DetailedShipment): Decision {
  const { spans, part, price } = priced;
  const staying = part === undefined ? payment : { ...payment, order: withoutParts(payment.order, [part]) };
  const units = { lines: quantitiesOf(spans), amount: price.amount, staying: openWorth(staying, spans).amount };
  const how = howHoldPays(paidFromHold(payment, hold), units);
  switch (how.kind) {
    case 'captured_finally':
      return { kind: 'do', step: { kind: 'capture', ...finalCapture(payment, hold, priced) } };
    case 'captured':
      return { kind: 'do', step: { kind: 'capture', ...captureAlone(payment, hold, priced, false) } };
    case 'captured_then_renewed': {
      const next = nextHold(staying, hold, spans);
      return { kind: 'do', step: { kind: 'capture', ...captureAlone(payment, hold, priced, true, next) } };
    }
    case 'covered':
      return cover(payment, priced);
    case 'refused':
      return refuse(refusalOf(payment, how.why));
  }
}

function refusalOf(payment: Payment, why: WhyHoldPaysNot): Refusal {
  const { orderId } = payment.order;
  switch (why) {
    case 'rest_is_free':
      return notCapturable(
        payment,
        'the remaining units cost nothing, so no new hold can be placed: ship or cancel them together with this',
      );
    case 'renewed_too_often': {
      const soFar = renewalsSoFar(payment).toString();
      return notCapturable(payment, `its hold was re-authorized ${soFar} times: ship everything that is open together`);
    }
    case 'no_saved_card':
      return notCapturable(payment, 'its card cannot be authorized again: ship everything that is open together');
    case 'capture_in_doubt': {
      const message = `a capture of order ${orderId} has an unknown outcome: repeat the shipment that it was for`;
      return { code: 'temporarily_unavailable', message };
    }
    case 'final_capture_failed':
      return notCapturable(payment, 'its final capture was refused: ship nothing more');
  }
}

/** The shipment waits for the final capture. */
function cover(payment: Payment, priced: DetailedShipment): Decision {
  const { order, covered, holdGeneration: authorizationGeneration } = payment;
  const { orderId, currency } = order;
  const namedBy = covered[0]?.shipmentId ?? priced.shipment.shipmentId;
  const generation = nextGeneration(payment, namedBy);
  const { shipment, spans, part, price } = priced;
  const { amount, breakdown } = price;
  const units = { shipment, spans, ...(part !== undefined && { part }) };
  const step = { orderId, currency, authorizationGeneration, namedBy, generation, ...units };
  return { kind: 'do', step: { kind: 'cover', ...step, price: { amount, breakdown } } };
}

function notCapturable(payment: Payment, why: string): Refusal {
  const message = `order ${payment.order.orderId} cannot be captured: ${why}`;
  return { code: 'order_not_capturable', message, status: statusOf(payment) };
}

function refuse(refusal: Refusal): Decision {
  return { kind: 'refuse', refusal };
}
