import type { CardFact, ChargePending, ShipmentCharged, CardWasSaved } from '../payment/card-steps';
import type { ChargeStep } from '../payment/charge-step';
import { partTaken } from '../captures/evolve-final';
import { adjustmentOf } from '../payment/covered';
import { withParts } from '../captures/parts-of-units';
import type { CapturedShipment, Payment } from '../payment/payment';
import type { CardSaved } from '../payment/hold';
import { withAttention, withoutAttention } from '../payment/attention';
import type { Step } from '../payment/steps';
import type { OrderPaid } from '../payment/facts';
import { wholeOrderShipmentOf } from '../payment/whole-order-shipment';

/**
 * How a payment changes where nothing is held: a card is saved and charged shipment by shipment, or all is paid at
 * once.
 */

/** @throws Error when the fact cannot follow from the step, which only a programming mistake can bring about */
export function evolveCard(payment: Payment, step: Step, fact: CardFact): Payment {
  switch (fact.kind) {
    case 'card_saved':
      return cardSaved(payment, fact);
    case 'shipment_charged':
      return shipmentCharged(payment, chargeIn(step), fact);
    case 'charge_pending':
      return chargePending(payment, chargeIn(step), fact);
  }
}

function cardSaved(
  payment: Payment,
  { hold, authorizationGeneration = payment.authorizationGeneration }: CardWasSaved,
): Payment {
  return { ...payment, hold, holdGeneration: authorizationGeneration, authorizationGeneration };
}

function shipmentCharged(payment: Payment, charge: ChargeStep, fact: ShipmentCharged): Payment {
  const shipment: CapturedShipment = {
    shipmentId: fact.shipmentId,
    contentHash: charge.shipment.contentHash,
    captureId: fact.captureId,
    authorizationGeneration: fact.authorizationGeneration,
    chargeId: fact.chargeId,
    spans: charge.spans,
    ...(charge.part !== undefined && { part: charge.part }),
    amount: charge.price.amount,
    adjustment: adjustmentOf(charge),
    final: charge.final,
    state: charge.price.amount === 0 || fact.settled === true ? 'settled' : 'captured',
  };
  const hold = fact.ended ?? { ...savedCard(payment), pending: null };
  const charged = { ...partSpokenFor(payment, charge), hold, shipments: [...payment.shipments, shipment] };
  const calm = withoutAttention(withoutAttention(charged, 'authentication_required'), 'charge_declined');
  return fact.mismatch ? withAttention(calm, 'amount_mismatch') : calm;
}

function chargePending(payment: Payment, charge: ChargeStep, { pending }: ChargePending): Payment {
  const waiting = {
    ...partSpokenFor(payment, charge),
    hold: { ...savedCard(payment), pending: { ...pending, charge } },
  };
  return pending.state === 'requires_action' ? withAttention(waiting, 'authentication_required') : waiting;
}

/** The shipment's units are open again, and a person should know that goods cannot be paid. */
export function chargeRefused(payment: Payment, reason: string): Payment {
  const { hold } = payment;
  if (hold.state !== 'saved') return payment;
  const part = hold.pending?.charge.part;
  const order = part === undefined ? payment.order : withParts(payment.order, [part]);
  const free = withoutAttention({ ...payment, order, hold: { ...hold, pending: null } }, 'authentication_required');
  return reason === 'declined' ? withAttention(free, 'charge_declined') : free;
}

/** Nobody knows what came of a charge: its units must not ship under another name. */
export function chargeInDoubt(payment: Payment, charge: ChargeStep): Payment {
  const { hold } = payment;
  if (hold.state !== 'saved') return payment;
  const nothing = { paymentIntentId: null, clientSecret: null, nextAction: null, until: null };
  return { ...partSpokenFor(payment, charge), hold: { ...hold, pending: { state: 'in_doubt', charge, ...nothing } } };
}

/** The part of a unit that a charge takes is no more open; while the charge was pending it was not either. */
function partSpokenFor(payment: Payment, { part }: ChargeStep): Payment {
  const { hold } = payment;
  return hold.state === 'saved' && hold.pending !== null ? payment : partTaken(payment, part);
}

/** Nothing is open any more that the card could be asked for. */
export function cardForgotten(payment: Payment): Payment {
  return withoutAttention(payment, 'charge_declined');
}

/** All of it was paid and counts as shipped. */
export function orderPaid(payment: Payment, fact: OrderPaid): Payment {
  const whole = wholeOrderShipmentOf(payment.order);
  if (whole === undefined) throw new Error(`Bug! Order ${payment.order.orderId} is not fulfilled at once`);
  const { captureId, chargeId, paymentIntentId, authorizationGeneration, mismatch } = fact;
  const { shipment, spans, amount } = whole;
  const { shipmentId, contentHash } = shipment;
  const captured = { captureId, authorizationGeneration, chargeId, spans, amount, adjustment: 0, final: true };
  const paid: Payment = {
    ...payment,
    hold: { state: 'captured', paymentIntentId, chargeId, released: 0, lost: 0 },
    holdGeneration: authorizationGeneration,
    shipments: [{ shipmentId, contentHash, ...captured, state: 'captured' }],
  };
  return mismatch ? withAttention(paid, 'amount_mismatch') : paid;
}

function chargeIn(step: Step): ChargeStep {
  switch (step.kind) {
    case 'charge':
      return step;
    case 'read_charge':
    case 'end_charge':
      return step.charge;
    case 'authorize':
    case 'confirm':
    case 'raise':
    case 'capture':
    case 'cover':
    case 'uncover':
    case 'change_deadline':
    case 'add_lines':
    case 'reopen_units':
    case 'lower_line':
    case 'warn':
    case 'release':
    case 'cancel_lines':
    case 'read_hold':
    case 'settle':
    case 'save_card':
    case 'confirm_card':
    case 'read_card':
      throw new Error(`Bug! A ${step.kind} step charges nothing`);
  }
}

function savedCard({ hold, order }: Payment): CardSaved {
  if (hold.state !== 'saved') throw new Error(`Bug! Order ${order.orderId} has no saved card to charge`);
  return hold;
}
