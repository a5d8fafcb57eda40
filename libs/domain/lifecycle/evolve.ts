import { cardForgotten, chargeInDoubt, chargeRefused, evolveCard, orderPaid } from '../charges/evolve-card';
import {
  afterCapture,
  afterRefusal,
  afterStepFailed,
  capturedShipments,
  lowerWarning,
  shipmentCovered,
} from '../captures/evolve-final';
import { shipmentUncovered } from '../captures/decide-uncover';
import { deadlineChanged } from '../holds/decide-deadline-change';
import { linesChanged } from './evolve-lines';
import { mayUseNextKey } from '../provider/idempotency-key';
import {
  endsReplaced,
  afterFollowing,
  stepExhausted,
  renewalRefused,
  replacedEnded,
  withPredecessor,
} from '../holds/evolve-renewal';
import { withoutAttention, withAttention } from '../payment/attention';
import { withExternalCaptures } from '../payment/external-capture';
import { withGivenCard } from '../payment/given-card';
import type { Step } from '../payment/steps';
import type {
  HoldAwaited,
  HoldPlaced,
  HoldIncremented,
  Fact,
  ShipmentCaptured,
  CaptureRefused,
  HoldEnded,
  CapturesSettled,
  LinesCanceled,
} from '../payment/facts';
import { lastOpenSpans } from '../payment/open-spans';
import { isOtherCard } from '../payment/renewal';
import { capturedOfGeneration, openUnits, type Payment } from '../payment/payment';
import type { AwaitedHold, EndedHold, LiveHold } from '../payment/hold';

/**
 * The payment after a step and what it found out: the only way a payment changes.
 * @throws Error when the fact cannot follow from the step, which only a programming mistake can bring about
 */
export function evolve(payment: Payment, step: Step, fact: Fact): Payment {
  const after = withGivenCard(afterAll(payment, step, fact), step, fact);
  return lowerWarning((fact.closed ?? []).reduce((sum, code) => withoutAttention(sum, code), after));
}

/** What somebody else captured was captured before the hold was found over, and is found with a capture of ours. */
function afterAll(payment: Payment, step: Step, fact: Fact): Payment {
  return fact.kind === 'shipment_captured'
    ? withExternalCaptures(afterFact(payment, step, fact), fact.external)
    : afterFact(withExternalCaptures(payment, fact.external), step, fact);
}

function afterFact(payment: Payment, step: Step, fact: Fact): Payment {
  switch (fact.kind) {
    case 'hold_awaited':
      return withAttention(
        afterHoldPlaced(withKeyCounted(payment, step), step, fact),
        isRefusedRenewal(payment, fact.hold) && FAILED,
      );
    case 'hold_placed':
      return afterHoldPlaced(
        withPredecessorOf(withBetterCard(withKeyCounted(payment, step), step), step, fact.hold),
        step,
        fact,
      );
    case 'hold_ended':
      return holdEnded(withKeyCounted(payment, step), step, fact);
    case 'renewal_refused':
      return withAttention(renewalRefused(withKeyCounted(payment, step), fact), FAILED);
    case 'order_refused':
      return { ...payment, refused: fact.problem };
    case 'authorize_key_spent':
    case 'confirm_refused':
      return withKeyCounted(payment, step);
    case 'hold_raised':
      return holdIncremented(withKeyCounted(payment, step), fact);
    case 'raise_refused':
      return afterHoldLost(withKeyCounted(payment, step), step, fact.ended);
    case 'lines_canceled':
      return linesCanceled(payment, step, fact);
    case 'shipment_captured':
      return shipmentCaptured(payment, step, fact);
    case 'shipment_covered':
      return shipmentCovered(payment, step, fact);
    case 'shipment_uncovered':
      return shipmentUncovered(payment, step, fact);
    case 'deadline_changed':
      return deadlineChanged(payment, fact);
    case 'lines_added':
    case 'line_lowered':
    case 'units_reopened':
      return linesChanged(payment, step, fact);
    case 'hold_warned':
      return withAttention(
        { ...payment, warnedGeneration: fact.authorizationGeneration },
        fact.raised && 'hold_expiring',
      );
    case 'capture_refused':
      return captureRefused(withKeyCounted(payment, step), step, fact);
    case 'captures_settled':
      return capturesSettled(payment, fact);
    case 'step_failed':
      return withAttention(
        stepFailed(stepExhausted(afterStepFailed(withKeyCounted(payment, step), step), step), step),
        'provider_misuse',
      );
    case 'order_paid':
      return orderPaid(withKeyCounted(payment, step), fact);
    case 'card_saved':
    case 'shipment_charged':
    case 'charge_pending':
      return evolveCard(withKeyCounted(payment, step), step, fact);
    case 'amounts_differ':
      return withAttention(payment, 'amount_mismatch');
    case 'reopening_refused':
    case 'nothing_new':
      return payment;
  }
}

/**
 * Whether the same input shall be decided again at once: when it is proven that the provider did nothing, or when it
 * made room.
 */
export function mayAskAgain(fact: Fact): boolean {
  // The shipment that needed more can be captured now.
  if (fact.kind === 'hold_raised') return true;
  if (fact.kind === 'authorize_key_spent') return mayUseNextKey(fact.generation);
  if (fact.kind === 'confirm_refused') return fact.reason === 'key_spent' && mayUseNextKey(fact.attempt);
  return fact.kind === 'capture_refused' && fact.reason === 'key_spent' && mayUseNextKey(fact.generation);
}

/**
 * An authorization, a confirm or an increment counts as asked whatever came of it, so that the next one gets a key of
 * its own.
 */
function withKeyCounted(payment: Payment, step: Step): Payment {
  switch (step.kind) {
    case 'authorize':
      return { ...payment, authorizationGeneration: step.generation, confirms: 0 };
    case 'confirm':
      return { ...payment, confirms: step.attempt };
    case 'raise':
      return { ...payment, raises: step.attempt };
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
    case 'cover':
    case 'uncover':
    case 'change_deadline':
    case 'add_lines':
    case 'lower_line':
    case 'reopen_units':
    case 'warn':
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

const FAILED = 'reauthorization_failed';

/** The hold that the step was about is the one that counts from now on. */
function afterHoldPlaced(
  payment: Payment,
  step: Step,
  { hold, authorizationGeneration }: HoldAwaited | HoldPlaced,
): Payment {
  const holdGeneration = authorizationGeneration ?? generationOf(step) ?? payment.authorizationGeneration;
  const counting = { ...payment, hold, holdGeneration, raises: 0, finalCaptureTrouble: null };
  // Nothing was asked for by this step, so its generation is the next one's.
  return authorizationGeneration === undefined ? counting : { ...counting, authorizationGeneration };
}

function generationOf(step: Step): number | undefined {
  if (step.kind === 'authorize') return step.generation;
  return 'authorizationGeneration' in step ? step.authorizationGeneration : undefined;
}

/** A hold that is only reported again has no predecessor that it could take the place of. */
function withPredecessorOf(payment: Payment, step: Step, hold: LiveHold): Payment {
  return payment.hold.state === 'held' && step.kind !== 'authorize' ? payment : withPredecessor(payment, hold);
}

/** The buyer's other card ends the call for one. */
function withBetterCard(payment: Payment, step: Step): Payment {
  return step.kind === 'authorize' && isOtherCard(step) ? withoutAttention(payment, FAILED) : payment;
}

/** The order has had a hold, and the card does not bear another one. */
function isRefusedRenewal({ earlierHolds }: Payment, { state }: AwaitedHold): boolean {
  return earlierHolds.length > 0 && state === 'requires_payment_method';
}

function holdEnded(payment: Payment, step: Step, fact: HoldEnded): Payment {
  const ended = afterEnd(payment, step, fact);
  const notRenewed = step.kind === 'release' && step.cause.kind === 'deadline' && step.cause.notRenewed !== undefined;
  const known = withAttention(withAttention(ended, fact.hold.lost > 0 && 'hold_lost'), notRenewed && FAILED);
  return withAttention(known, fact.mismatch && 'amount_mismatch');
}

function afterEnd(payment: Payment, step: Step, fact: HoldEnded): Payment {
  if (endsReplaced(payment, step)) return replacedEnded(payment, fact);
  const ended = afterFollowing(payment, step, fact.hold) ?? afterLastHold(payment, fact);
  return payment.hold.state === 'saved' ? cardForgotten(ended) : ended;
}

function afterLastHold(payment: Payment, { cancellation, cancelReason, hold }: HoldEnded): Payment {
  const nothingCaptured = payment.shipments.length === 0;
  const spans = lastOpenSpans(payment, openUnits(payment));
  return {
    ...payment,
    hold,
    cancelReason: nothingCaptured ? cancelReason : null,
    cancellations:
      cancellation === null ? payment.cancellations : [...payment.cancellations, { ...cancellation, spans }],
  };
}

function linesCanceled(payment: Payment, step: Step, { cancellation }: LinesCanceled): Payment {
  if (step.kind !== 'cancel_lines') {
    throw new Error(`Bug! A ${step.kind} step cannot do cancellation ${cancellation.cancellationId}`);
  }
  return { ...payment, cancellations: [...payment.cancellations, { ...cancellation, spans: step.spans }] };
}

function shipmentCaptured(payment: Payment, step: Step, fact: ShipmentCaptured): Payment {
  if (step.kind !== 'capture') throw new Error(`Bug! A ${step.kind} step cannot capture shipment ${fact.shipmentId}`);
  const shipped: Payment = {
    ...afterCapture(payment, step, fact),
    shipments: [...payment.shipments, ...capturedShipments(payment, step, fact)],
  };
  const captured = afterFollowing(shipped, step, fact.ended) ?? { ...shipped, hold: fact.ended ?? payment.hold };
  requireWithinHold(payment, captured);
  return withAttention(captured, fact.mismatch && 'amount_mismatch');
}

/** Invariant I1, checked at every capture because it is the promise of the product. */
function requireWithinHold(before: Payment, after: Payment): void {
  if (before.hold.state !== 'held') return;
  const { amount, capabilities } = before.hold;
  const most = capabilities.overcapture ? Math.max(amount, capabilities.maximumCapturable) : amount;
  if (capturedOfGeneration(after, before.holdGeneration) <= most) return;
  throw new Error(`Bug! Order ${after.order.orderId} captured more than its hold of ${amount.toString()}`);
}

function holdIncremented(payment: Payment, { amount, maximumCapturable }: HoldIncremented): Payment {
  const { hold } = payment;
  if (hold.state !== 'held')
    throw new Error(`Bug! The hold of order ${payment.order.orderId} was incremented, but is over`);
  const raised = (hold.raised ?? 0) + amount - hold.amount;
  return { ...payment, hold: { ...hold, amount, raised, capabilities: { ...hold.capabilities, maximumCapturable } } };
}

function captureRefused(payment: Payment, step: Step, fact: CaptureRefused): Payment {
  const refusedGenerations = { ...payment.refusedGenerations, [fact.shipmentId]: fact.generation };
  const refused = afterRefusal(payment, step, fact, mayAskAgain(fact));
  const known = withAttention(
    afterHoldLost({ ...refused, refusedGenerations }, step, fact.ended),
    fact.raised ?? false,
  );
  return chargeRefused(known, fact.reason);
}

/** What a refusal showed about the hold; null when it lives. */
function afterHoldLost(payment: Payment, step: Step, ended: EndedHold | null): Payment {
  if (ended === null) return payment;
  const cancelReason = payment.shipments.length === 0 ? 'hold_lost' : payment.cancelReason;
  const after = afterFollowing(payment, step, ended) ?? { ...payment, hold: ended, cancelReason };
  return withAttention(after, ended.lost > 0 && 'hold_lost');
}

function capturesSettled(payment: Payment, fact: CapturesSettled): Payment {
  const settled: Payment = {
    ...payment,
    shipments: payment.shipments.map((shipment) =>
      fact.captureIds.includes(shipment.captureId) ? { ...shipment, state: 'settled' } : shipment,
    ),
  };
  return withAttention(
    withAttention(settled, fact.mismatch && 'amount_mismatch'),
    fact.overdue && 'settlement_overdue',
  );
}
