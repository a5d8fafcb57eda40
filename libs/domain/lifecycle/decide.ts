import { decideUncover } from '../captures/decide-uncover';
import { decideCardEvent, decideSaveCard, savesCard } from '../charges/decide-card';
import { decideRestBesidePending } from '../charges/decide-charge';
import { decideDeadline } from './decide-deadline';
import { decideAddition, decideReduction } from './decide-lines';
import { decidePart } from './decide-part';
import { decideDeadlineChange } from '../holds/decide-deadline-change';
import { releaseFor, giveBackUnwanted } from '../holds/decide-release';
import { decideReopening } from './decide-reopening';
import { decideRest } from './decide-rest';
import { decideShipment } from './decide-shipment';
import { decideConfirmation } from './decide-confirmation';
import type { Decision } from '../payment/decision';
import { canceledInHold } from '../payment/canceled-in-hold';
import type { CancellationCommand, Input, ProviderEvent } from '../orders/inputs';
import type { Fact } from '../payment/facts';
import { lastOpenSpans } from '../payment/open-spans';
import { statusOf, type Payment } from '../payment/payment';
import type { AwaitedHold, Hold, LiveHold } from '../payment/hold';
import { closedRefusal } from '../payment/refusal';
import { wantedPlan } from '../provider/capture-plan';
import { isBetweenHolds, nextIfLost, openWorth } from '../payment/renewal';
import type { CancellationCause } from '../payment/steps';
import { wholeOrderShipmentOf } from '../payment/whole-order-shipment';

/** Decides what one input means for the money. Pure: the same payment and input always give the same decision. */
export function decide(payment: Payment, input: Input): Decision {
  switch (input.kind) {
    case 'authorize':
      return giveBackUnwanted(payment) ?? decideAuthorize(payment);
    case 'confirm_payment':
      return giveBackUnwanted(payment) ?? decideConfirmation(payment, input.confirmation);
    case 'capture_shipment':
      return decideShipment(payment, input.shipment);
    case 'cancel_lines':
      return decideCancellation(payment, input.cancellation);
    case 'cancel_shipment':
      return decideUncover(payment, input.cancellation);
    case 'change_deadline':
      return decideDeadlineChange(payment, input.change);
    case 'add_lines':
      return decideAddition(payment, input.addition);
    case 'lower_line':
      return decideReduction(payment, input.reduction);
    case 'reopen_units':
      return decideReopening(payment, input.reopening);
    case 'provider_event':
      return decideProviderEvent(payment, input.event);
    case 'deadline':
      return decideDeadline(payment, input.at);
  }
}

/**
 * What is done instead where the hold could not be incremented for what the order grows by; undefined where nothing can
 * be. A bank that declines an increment may take a hold of its own: some cards lack only the increment.
 */
export function insteadOfIncrement(payment: Payment, input: Input, fact: Fact): Decision | undefined {
  const { hold } = payment;
  const grows = input.kind === 'add_lines' || input.kind === 'reopen_units';
  if (!grows || fact.kind !== 'raise_refused' || hold.state !== 'held') return undefined;
  if (fact.reason !== 'declined' && fact.reason !== 'not_possible') return undefined;
  const capabilities = { ...hold.capabilities, incrementalAuthorization: false };
  const decision = decide({ ...payment, hold: { ...hold, capabilities } }, input);
  return decision.kind === 'do' ? decision : undefined;
}

function decideAuthorize(payment: Payment): Decision {
  const { hold, order, authorizationGeneration } = payment;
  if (hold.state !== 'none') return { kind: 'repeat' };
  if (savesCard(payment)) return decideSaveCard(payment);
  return { kind: 'do', step: { kind: 'authorize', order, generation: authorizationGeneration + 1 } };
}

function decideCancellation(payment: Payment, cancellation: CancellationCommand): Decision {
  const known = payment.cancellations.find(({ cancellationId }) => cancellationId === cancellation.cancellationId);
  if (known !== undefined) {
    if (known.contentHash === cancellation.contentHash) return { kind: 'repeat' };
    const message = `cancellation ${known.cancellationId} was accepted before with other content`;
    return { kind: 'refuse', refusal: { code: 'cancellation_conflict', message } };
  }
  const part =
    decidePart(payment, cancellation) ??
    decideRest(payment, cancellation) ??
    decideRestBesidePending(payment, cancellation);
  return part ?? releaseFor(payment, causeOf(payment, cancellation)) ?? refuseClosed(payment);
}

function causeOf(payment: Payment, cancellation: CancellationCommand): CancellationCause {
  const { lines } = cancellation;
  const named = lines === undefined ? {} : { spans: lastOpenSpans(payment, lines) };
  const cause = { kind: 'cancellation', reason: 'requested', cancellation, ...named } as const;
  if (isBetweenHolds(payment)) return { ...cause, back: openWorth(payment).amount };
  return { ...cause, givenUpBefore: canceledInHold(payment) };
}

function refuseClosed(payment: Payment): Decision {
  return { kind: 'refuse', refusal: closedRefusal(payment.order.orderId, statusOf(payment)) };
}

/** An event only makes us look; one that can tell nothing new is ignored. */
function decideProviderEvent(payment: Payment, event: ProviderEvent): Decision {
  const { hold, order, holdGeneration: authorizationGeneration } = payment;
  const { currency, orderId } = order;
  const { eventId } = event;
  switch (event.about) {
    case 'settlement': {
      const chargeId = chargeToSettle(payment, event);
      if (chargeId === undefined) return { kind: 'ignore' };
      return { kind: 'do', step: { kind: 'settle', orderId, currency, chargeId, eventId } };
    }
    case 'hold': {
      if (savesCard(payment)) return decideCardEvent(payment, event) ?? { kind: 'ignore' };
      const paymentIntentId = mayChange(hold) ? hold.paymentIntentId : null;
      if (paymentIntentId === null) return { kind: 'ignore' };
      if (event.paymentIntentId !== null && event.paymentIntentId !== paymentIntentId) return { kind: 'ignore' };
      const { marginSeconds } = order.policy;
      const whole = wholeOrderShipmentOf(order);
      const step = { orderId, currency, authorizationGeneration, paymentIntentId, marginSeconds, eventId };
      const terms = {
        ...step,
        ...wantedPlan(order.policy),
        ...(whole !== undefined && { whole }),
        ...nextIfLost(payment),
      };
      return { kind: 'do', step: { kind: 'read_hold', ...terms } };
    }
  }
}

/** The charge that has a capture waiting for its settlement: the one that the event names, else the oldest. */
function chargeToSettle({ shipments }: Payment, { chargeId }: ProviderEvent): string | undefined {
  const waiting = shipments.filter(({ state }) => state === 'captured');
  const found = chargeId === null ? waiting[0] : waiting.find((shipment) => shipment.chargeId === chargeId);
  return found?.chargeId ?? undefined;
}

/** Whether the provider can still make something else of it. */
function mayChange(hold: Hold): hold is AwaitedHold | LiveHold {
  switch (hold.state) {
    case 'requires_payment_method':
    case 'requires_action':
    case 'processing':
    case 'held':
      return true;
    case 'none':
    case 'renewal_due':
    case 'saved':
    case 'captured':
    case 'released':
    case 'expired':
      return false;
  }
}
