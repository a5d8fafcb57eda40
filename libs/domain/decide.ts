import { decidePart } from './decide-part';
import { decideShipment } from './decide-shipment';
import { decideConfirmation } from './decide-confirmation';
import type { Decision } from './decision';
import type { CancellationCommand, Input, ProviderEvent } from './inputs';
import type { CancelReason } from './order-status';
import {
  givenUpAmount,
  heldAmount,
  lastOpenSpans,
  statusOf,
  type AwaitedHold,
  type LiveHold,
  type Payment,
} from './payment';
import { awaitedUntil } from './deadline';
import { closedRefusal } from './refusal';
import type { CancellationCause, ReleaseCause, ReleaseStep } from './steps';

/** The next instant at which the clock itself is an input; null when only commands and facts can move the order. */
export function deadlineOf({ hold, order }: Payment): string | null {
  switch (hold.state) {
    case 'held':
      return hold.releaseAt;
    case 'none':
    case 'requires_payment_method':
    case 'requires_action':
    case 'processing':
      return awaitedUntil(order);
    case 'captured':
    case 'released':
    case 'expired':
      return null;
  }
}

/** Decides what one input means for the money. Pure: the same payment and input always give the same decision. */
export function decide(payment: Payment, input: Input): Decision {
  switch (input.kind) {
    case 'authorize':
      return decideAuthorize(payment);
    case 'confirm_payment':
      return decideConfirmation(payment, input.confirmation);
    case 'capture_shipment':
      return decideShipment(payment, input.shipment);
    case 'cancel_lines':
      return decideCancellation(payment, input.cancellation);
    case 'provider_event':
      return decideProviderEvent(payment, input.event);
    case 'deadline':
      return decideDeadline(payment);
  }
}

function decideAuthorize({ hold, order, authorizationGeneration }: Payment): Decision {
  if (hold.state !== 'none') return { kind: 'repeat' };
  return { kind: 'do', step: { kind: 'authorize', order, generation: authorizationGeneration + 1 } };
}

function decideCancellation(payment: Payment, cancellation: CancellationCommand): Decision {
  const known = payment.cancellations.find(({ cancellationId }) => cancellationId === cancellation.cancellationId);
  if (known !== undefined) {
    if (known.contentHash === cancellation.contentHash) return { kind: 'repeat' };
    const message = `cancellation ${known.cancellationId} was accepted before with other content`;
    return { kind: 'refuse', refusal: { code: 'cancellation_conflict', message } };
  }
  const part = decidePart(payment, cancellation);
  return part ?? releaseFor(payment, causeOf(payment, cancellation)) ?? refuseClosed(payment);
}

function causeOf(payment: Payment, cancellation: CancellationCommand): CancellationCause {
  const { lines } = cancellation;
  const named = lines === undefined ? {} : { spans: lastOpenSpans(payment, lines) };
  const givenUpBefore = givenUpAmount(payment);
  return { kind: 'cancellation', reason: 'requested', cancellation, ...named, givenUpBefore };
}

function refuseClosed(payment: Payment): Decision {
  return { kind: 'refuse', refusal: closedRefusal(payment.order.orderId, statusOf(payment)) };
}

/** An event only makes us look; one that can tell nothing new is ignored. */
function decideProviderEvent(payment: Payment, event: ProviderEvent): Decision {
  const { hold, order, shipments, authorizationGeneration } = payment;
  const { currency, orderId } = order;
  const { eventId } = event;
  if (hold.state === 'none' || hold.paymentIntentId === null) return { kind: 'ignore' };
  if (event.paymentIntentId !== null && event.paymentIntentId !== hold.paymentIntentId) return { kind: 'ignore' };

  switch (event.about) {
    case 'settlement': {
      const waiting = shipments.some(({ state }) => state === 'captured');
      const chargeId = 'chargeId' in hold ? hold.chargeId : null;
      if (!waiting || chargeId === null) return { kind: 'ignore' };
      return { kind: 'do', step: { kind: 'settle', orderId, currency, chargeId, eventId } };
    }
    case 'hold': {
      if (hold.state === 'captured' || hold.state === 'released' || hold.state === 'expired') return { kind: 'ignore' };
      const { paymentIntentId } = hold;
      const { marginSeconds } = order.policy;
      const step = { orderId, currency, authorizationGeneration, paymentIntentId, marginSeconds, eventId };
      return { kind: 'do', step: { kind: 'read_hold', ...step } };
    }
  }
}

function decideDeadline(payment: Payment): Decision {
  return releaseFor(payment, { kind: 'deadline', reason: deadlineReason(payment) }) ?? { kind: 'ignore' };
}

function deadlineReason({ hold }: Payment): CancelReason {
  switch (hold.state) {
    case 'requires_action':
      return 'authentication_timeout';
    case 'none':
    case 'requires_payment_method':
    case 'processing':
      return 'abandoned';
    case 'held':
    case 'captured':
    case 'released':
    case 'expired':
      return 'deadline';
  }
}

/** The step that ends whatever is left of the hold; undefined when the hold is over already. */
function releaseFor(payment: Payment, cause: ReleaseCause): Decision | undefined {
  const { hold } = payment;
  switch (hold.state) {
    case 'captured':
    case 'released':
    case 'expired':
      return undefined;
    case 'none':
      return releaseStep(payment, { paymentIntentId: null, how: 'record_only', amount: 0, cause });
    case 'requires_payment_method':
    case 'requires_action':
    case 'processing':
      return releaseStep(payment, { ...endingAwaited(hold), amount: 0, cause });
    case 'held':
      return releaseStep(payment, { ...endingHeld(payment, hold), amount: heldAmount(payment), cause });
  }
}

function endingAwaited({ paymentIntentId }: AwaitedHold): Pick<ReleaseStep, 'paymentIntentId' | 'how'> {
  return { paymentIntentId, how: paymentIntentId === null ? 'record_only' : 'cancel' };
}

/** Never cancel a hold that has a capture: Stripe documents only the zero final capture for that. */
function endingHeld(
  { shipments }: Payment,
  { paymentIntentId }: LiveHold,
): Pick<ReleaseStep, 'paymentIntentId' | 'how'> {
  const captured = shipments.some(({ amount }) => amount > 0);
  return { paymentIntentId, how: captured ? 'zero_final_capture' : 'cancel' };
}

function releaseStep(
  { order, authorizationGeneration }: Payment,
  step: Pick<ReleaseStep, 'paymentIntentId' | 'how' | 'amount' | 'cause'>,
): Decision {
  const { orderId, currency } = order;
  return { kind: 'do', step: { kind: 'release', orderId, currency, authorizationGeneration, ...step } };
}
