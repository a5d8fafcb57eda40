import { cardForgotten, chargeInDoubt, chargeRefused, evolveCard, orderPaid } from './evolve-card';
import type { Step, Fact, ShipmentCaptured, CaptureRefused, HoldEnded, CapturesSettled, LinesCanceled } from './steps';
import {
  capturedOf,
  lastOpenSpans,
  openUnits,
  type AttentionCode,
  type CapturedShipment,
  type Hold,
  type Payment,
} from './payment';

/**
 * The payment after a step and what it found out: the only way a payment changes.
 * @throws Error when the fact cannot follow from the step, which only a programming mistake can bring about
 */
export function evolve(payment: Payment, step: Step, fact: Fact): Payment {
  switch (fact.kind) {
    case 'hold_awaited':
    case 'hold_placed':
      return placed(asked(payment, step), fact.hold);
    case 'hold_ended':
      return holdEnded(asked(payment, step), fact);
    case 'confirm_refused':
      return asked(payment, step);
    case 'lines_canceled':
      return linesCanceled(payment, step, fact);
    case 'shipment_captured':
      return shipmentCaptured(payment, step, fact);
    case 'capture_refused':
      return captureRefused(asked(payment, step), fact);
    case 'captures_settled':
      return capturesSettled(payment, fact);
    case 'step_failed':
      return raise(stepFailed(asked(payment, step), step), 'provider_misuse');
    case 'order_paid':
      return orderPaid(asked(payment, step), fact);
    case 'card_saved':
    case 'shipment_charged':
    case 'charge_pending':
      return evolveCard(asked(payment, step), step, fact);
    case 'nothing_new':
      return payment;
  }
}

/** How often one request may be asked of a provider that keeps failing, before a person has to look. */
const GENERATIONS_AT_MOST = 5;

/** Whether the same input shall be decided again at once: only when it is proven that the provider did nothing. */
export function mayAskAgain(fact: Fact): boolean {
  if (fact.kind === 'confirm_refused') return fact.reason === 'key_spent' && fact.attempt % GENERATIONS_AT_MOST !== 0;
  return fact.kind === 'capture_refused' && fact.reason === 'key_spent' && fact.generation % GENERATIONS_AT_MOST !== 0;
}

/** An authorization or a confirm counts as asked whatever came of it, so that the next one gets a key of its own. */
function asked(payment: Payment, step: Step): Payment {
  switch (step.kind) {
    case 'authorize':
      return { ...payment, authorizationGeneration: step.generation, confirms: 0 };
    case 'confirm':
      return { ...payment, confirms: step.attempt };
    case 'save_card':
      return { ...payment, authorizationGeneration: step.generation, confirms: 0 };
    case 'confirm_card':
      return { ...payment, confirms: step.attempt };
    case 'charge':
      return { ...payment, authorizationGeneration: step.authorizationGeneration };
    case 'read_card':
    case 'read_charge':
    case 'end_charge':
    case 'capture':
    case 'release':
    case 'cancel_lines':
    case 'read_hold':
    case 'settle':
      return payment;
  }
}

/** What our own mistake leaves open. */
function stepFailed(payment: Payment, step: Step): Payment {
  return step.kind === 'charge' ? chargeInDoubt(payment, step) : payment;
}

/** The latest authorization asked for is the one that counts from now on. */
function placed(payment: Payment, hold: Hold): Payment {
  return { ...payment, hold, holdGeneration: payment.authorizationGeneration };
}

function holdEnded(payment: Payment, fact: HoldEnded): Payment {
  const { cancellation, cancelReason, hold } = fact;
  const nothingCaptured = payment.shipments.length === 0;
  const spans = lastOpenSpans(payment, openUnits(payment));
  const ended: Payment = {
    ...payment,
    hold,
    cancelReason: nothingCaptured ? cancelReason : null,
    cancellations:
      cancellation === null ? payment.cancellations : [...payment.cancellations, { ...cancellation, spans }],
  };
  const told = payment.hold.state === 'saved' ? cardForgotten(ended) : ended;
  return raise(raise(told, hold.lost > 0 && 'hold_lost'), fact.mismatch && 'amount_mismatch');
}

function linesCanceled(payment: Payment, step: Step, { cancellation }: LinesCanceled): Payment {
  if (step.kind !== 'cancel_lines') {
    throw new Error(`Bug! A ${step.kind} step cannot do cancellation ${cancellation.cancellationId}`);
  }
  return { ...payment, cancellations: [...payment.cancellations, { ...cancellation, spans: step.spans }] };
}

function shipmentCaptured(payment: Payment, step: Step, fact: ShipmentCaptured): Payment {
  if (step.kind !== 'capture') throw new Error(`Bug! A ${step.kind} step cannot capture shipment ${fact.shipmentId}`);
  const shipment: CapturedShipment = {
    shipmentId: fact.shipmentId,
    contentHash: step.shipment.contentHash,
    captureId: fact.captureId,
    authorizationGeneration: step.authorizationGeneration,
    chargeId: step.chargeId,
    spans: step.spans,
    amount: step.price.amount,
    final: step.final,
    // Nothing moves for a parcel of free goods, so there is nothing to settle.
    state: step.price.amount === 0 ? 'settled' : 'captured',
  };
  const captured: Payment = {
    ...payment,
    hold: fact.ended ?? payment.hold,
    shipments: [...payment.shipments, shipment],
  };
  requireWithinHold(payment, captured);
  return raise(captured, fact.mismatch && 'amount_mismatch');
}

/** Invariant I1, checked at every capture because it is the promise of the product. */
function requireWithinHold(before: Payment, after: Payment): void {
  if (before.hold.state === 'held' && capturedOf(after, before.holdGeneration) > before.hold.amount) {
    throw new Error(
      `Bug! Order ${after.order.orderId} captured more than its hold of ${before.hold.amount.toString()}`,
    );
  }
}

function captureRefused(payment: Payment, fact: CaptureRefused): Payment {
  const refused: Payment = {
    ...payment,
    hold: fact.ended ?? payment.hold,
    cancelReason: fact.ended !== null && payment.shipments.length === 0 ? 'hold_lost' : payment.cancelReason,
    refusedGenerations: { ...payment.refusedGenerations, [fact.shipmentId]: fact.generation },
  };
  return raise(chargeRefused(refused, fact.reason), fact.ended !== null && fact.ended.lost > 0 && 'hold_lost');
}

function capturesSettled(payment: Payment, fact: CapturesSettled): Payment {
  const settled: Payment = {
    ...payment,
    shipments: payment.shipments.map((shipment) =>
      fact.captureIds.includes(shipment.captureId) ? { ...shipment, state: 'settled' } : shipment,
    ),
  };
  return raise(raise(settled, fact.mismatch && 'amount_mismatch'), fact.overdue && 'settlement_overdue');
}

function raise(payment: Payment, code: AttentionCode | false): Payment {
  if (code === false || payment.attention.includes(code)) return payment;
  return { ...payment, attention: [...payment.attention, code] };
}
