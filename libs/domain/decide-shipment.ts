import { NON_FINAL_CAPTURES_AT_MOST } from './capture-plan';
import { decideCharge } from './decide-charge';
import type { Decision } from './decision';
import type { ShipmentCommand } from './inputs';
import { capturedOfHold, heldAmount, openUnits, shippedUnits, statusOf, type LiveHold, type Payment } from './payment';
import { closedRefusal, type Refusal } from './refusal';
import { priceSpans, quantityOf, type UnitSpan } from './shipment-price';

/** Decides whether and how a parcel is captured (design: capture plans; invariants I1, I2, I6, I8). */
export function decideShipment(payment: Payment, shipment: ShipmentCommand): Decision {
  const known = payment.shipments.find(({ shipmentId }) => shipmentId === shipment.shipmentId);
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
      return refuse(closedRefusal(payment.order.orderId, statusOf(payment)));
    case 'held':
      return decideCapture(payment, hold, shipment);
  }
}

function decideCapture(payment: Payment, hold: LiveHold, shipment: ShipmentCommand): Decision {
  const open = openUnits(payment);
  const unavailable = shipment.lines.some(({ lineId, quantity }) => quantity > quantityOf(open, lineId));
  if (unavailable) {
    const left = shipment.lines.map(({ lineId }) => ({ lineId, quantity: quantityOf(open, lineId) }));
    return refuse({ code: 'units_not_available', message: 'more units than the order has open', left });
  }
  const final = open.every(({ lineId, quantity }) => quantity === quantityOf(shipment.lines, lineId));
  if (!final && hold.plan === 'capture_once') {
    return refuseNotCapturable(payment, 'this card allows a single capture: ship everything that is open together');
  }
  const nonFinal = payment.shipments.filter(
    ({ amount, authorizationGeneration }) => amount > 0 && authorizationGeneration === payment.holdGeneration,
  ).length;
  if (!final && nonFinal >= NON_FINAL_CAPTURES_AT_MOST) {
    const limit = NON_FINAL_CAPTURES_AT_MOST.toString();
    return refuseNotCapturable(payment, `its hold has had ${limit} captures: ship everything that is open together`);
  }
  return capture(payment, hold, shipment, final);
}

function capture(payment: Payment, hold: LiveHold, shipment: ShipmentCommand, final: boolean): Decision {
  const { order, shipments, holdGeneration: authorizationGeneration, refusedGenerations } = payment;
  const spans: UnitSpan[] = shipment.lines.map(({ lineId, quantity }) => ({
    lineId,
    fromUnit: shippedUnits(payment, lineId),
    units: quantity,
  }));
  const price = priceSpans(order, spans, shipments.length === 0);
  const held = heldAmount(payment);
  if (price.amount > held) {
    const message = `the shipment is worth ${price.amount.toString()}, the hold has ${held.toString()} left`;
    return refuse({ code: 'amount_exceeds_hold', message, maximumAmount: held });
  }
  const receivedBefore = capturedOfHold(payment);
  return {
    kind: 'do',
    step: {
      kind: 'capture',
      orderId: order.orderId,
      currency: order.currency,
      authorizationGeneration,
      generation: (refusedGenerations[shipment.shipmentId] ?? 0) + 1,
      paymentIntentId: hold.paymentIntentId,
      chargeId: hold.chargeId,
      shipment,
      spans,
      price,
      final,
      receivedBefore,
      receivedAfter: receivedBefore + price.amount,
      capturableAfter: final ? 0 : held - price.amount,
      customerReference: order.customerReference,
      statementDescriptorSuffix: order.payment.statementDescriptorSuffix,
      captureBefore: hold.captureBefore,
    },
  };
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
