import type { ChargeStep } from '../payment/charge-step';
import { nextGeneration, pricedShipmentOf, whyNotOpen, type DetailedShipment } from '../captures/capture-step';
import { adjustmentOf } from '../payment/covered';
import { isFree } from '../orders/free-order';
import { AUTHENTICATION_TIMEOUT_SECONDS } from '../orders/deadline';
import { decideAdjustedPrice } from '../captures/decide-amount';
import { CHARGES_AT_MOST, isAllThatIsOpen, whyCardPaysNot } from '../captures/how-units-ship';
import { paidFromCard } from '../captures/paid-from';
import type { Decision } from '../payment/decision';
import type { CancellationCommand, ShipmentCommand } from '../orders/inputs';
import { largestCharge } from '../money/charge-limits';
import { lastOpenSpans } from '../payment/open-spans';
import { unchargedAmount, openUnits, statusOf, type Payment } from '../payment/payment';
import type { CardSaved, PendingCharge } from '../payment/hold';
import type { Refusal } from '../payment/refusal';
import { priceSpans } from '../orders/shipment-price';
import { quantitiesOf } from '../orders/unit-spans';

/** Decides how a shipment is paid with the saved card: each at most once, and one at a time. */
export function decideCharge(payment: Payment, hold: CardSaved, shipment: ShipmentCommand): Decision {
  const { pending } = hold;
  if (pending !== null) return decideBesidePending(payment, pending, shipment);
  const unavailable = whyNotOpen(payment, shipment);
  if (unavailable !== undefined) return refuse(unavailable);
  if (whyCardPaysNot(paidFromCard(payment, hold)) === 'charged_too_often') {
    return refuseNow(payment, `its card was charged ${CHARGES_AT_MOST.toString()} times, the most allowed`);
  }
  const priced = pricedShipmentOf(payment, shipment);
  const adjusted = decideAdjustedPrice(payment.order, priced.price, shipment.amountAdjustment);
  if (adjusted.kind === 'refuse') return adjusted;
  if (isFree(payment.order) && adjusted.price.amount > 0) {
    const message = 'must not be above 0: no card pays for the order, so none is there to be charged';
    return refuse({ code: 'invalid_adjustment', message, path: 'amountAdjustment.amount' });
  }
  const most = largestCharge(payment.order.currency);
  if (adjusted.price.amount > most) {
    const message = `makes the shipment worth more than can be charged: ${most.toString()}`;
    return refuse({ code: 'invalid_adjustment', message, path: 'amountAdjustment.amount' });
  }
  return { kind: 'do', step: { kind: 'charge', ...chargeOf(payment, hold, { ...priced, price: adjusted.price }) } };
}

/** The same shipment is told how it stands; what is in doubt is asked again, exactly as it was. */
function decideBesidePending(payment: Payment, pending: PendingCharge, shipment: ShipmentCommand): Decision {
  const { charge, state } = pending;
  const { shipmentId, contentHash } = charge.shipment;
  if (shipment.shipmentId !== shipmentId) return refuseNow(payment, whyPending(pending));
  if (shipment.contentHash !== contentHash) {
    const message = `shipment ${shipmentId} was accepted before with other content, and its outcome is not known yet`;
    return refuse({ code: 'shipment_conflict', message });
  }
  return state === 'in_doubt'
    ? { kind: 'do', step: { kind: 'charge', ...withFinality(payment, charge) } }
    : { kind: 'repeat' };
}

function whyPending({ state, charge }: PendingCharge): string {
  const { shipmentId } = charge.shipment;
  switch (state) {
    case 'requires_action':
      return `the buyer must authenticate the payment of shipment ${shipmentId} first`;
    case 'processing':
      return `the payment of shipment ${shipmentId} is still being processed`;
    case 'in_doubt':
      return `the outcome of the payment of shipment ${shipmentId} is not known: send that shipment again first`;
  }
}

function chargeOf(
  payment: Payment,
  { card }: CardSaved,
  { shipment, spans, part, price }: DetailedShipment,
): ChargeStep {
  const { order, authorizationGeneration, holdGeneration: savedGeneration } = payment;
  return {
    orderId: order.orderId,
    currency: order.currency,
    authorizationGeneration: authorizationGeneration + 1,
    savedGeneration,
    generation: nextGeneration(payment, shipment.shipmentId),
    card,
    shipment,
    spans,
    ...(part !== undefined && { part }),
    price,
    final: isAllThatIsOpen(openUnits(payment), quantitiesOf(spans)),
    ...(order.payment.connect !== undefined && { connect: order.payment.connect }),
    givenUp: unchargedAmount(payment) - price.amount + Math.max(0, adjustmentOf({ shipment })),
    returnUrl: order.payment.returnUrl,
    customerReference: order.customerReference,
    statementDescriptorSuffix: order.payment.statementDescriptorSuffix,
    metadata: order.metadata,
    authenticationSeconds: order.policy.authenticationTimeoutSeconds ?? AUTHENTICATION_TIMEOUT_SECONDS,
  };
}

/** Meanwhile the rest of the order may have been given up, which makes a charge the last. */
export function withFinality(payment: Payment, charge: ChargeStep): ChargeStep {
  return { ...charge, final: openUnits(payment).every(({ quantity }) => quantity === 0) };
}

/** What the clock means for a shipment whose buyer did not come. */
export function decideChargeDeadline(payment: Payment, { pending }: CardSaved): Decision {
  const paymentIntentId = pending?.paymentIntentId ?? null;
  if (pending === null || paymentIntentId === null) return { kind: 'ignore' };
  const { charge } = pending;
  return { kind: 'do', step: { kind: 'end_charge', charge: withFinality(payment, charge), paymentIntentId } };
}

/**
 * A cancellation of all that is open while a shipment waits for its payment: the shipment's own units are not open, so
 * the rest is written down, and the order ends with the shipment. Undefined where nothing waits.
 */
export function decideRestBesidePending(payment: Payment, cancellation: CancellationCommand): Decision | undefined {
  const { hold, order } = payment;
  const pending = hold.state === 'saved' ? hold.pending : null;
  if (pending === null) return undefined;
  const open = openUnits(payment).filter(({ quantity }) => quantity > 0);
  if (open.length === 0) {
    const message = `order ${order.orderId} cannot be canceled now: nothing else is open, and ${whyPending(pending)}`;
    return refuse({ code: 'order_not_capturable', message, status: statusOf(payment) });
  }
  const { orderId, currency } = order;
  const spans = lastOpenSpans(payment, cancellation.lines ?? open);
  const { amount } = priceSpans(order, spans, false);
  return { kind: 'do', step: { kind: 'cancel_lines', orderId, currency, cancellation, spans, amount } };
}

function refuseNow(payment: Payment, why: string): Decision {
  const message = `order ${payment.order.orderId} cannot be charged: ${why}`;
  return refuse({ code: 'order_not_capturable', message, status: statusOf(payment) });
}

function refuse(refusal: Refusal): Decision {
  return { kind: 'refuse', refusal };
}
