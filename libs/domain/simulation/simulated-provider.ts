import { releasedBy } from '../holds/hold-end';
import { addSeconds, AUTHENTICATION_TIMEOUT_SECONDS, releaseAtOf, warnAtOf } from '../orders/deadline';
import type { CancellationCommand } from '../orders/inputs';
import type { AcceptedOrder } from '../orders/order';
import type { ChargeStep } from '../payment/charge-step';
import type { Fact } from '../payment/facts';
import type { EndedHold, LiveHold } from '../payment/hold';
import { heldAmount, type DoneCancellation, type Payment } from '../payment/payment';
import type { AuthorizeStep, CaptureStep, ChangeDeadlineStep, ReleaseStep, Step } from '../payment/steps';
import { chooseCapturePlan } from '../provider/capture-plan';
import type { PaymentError } from '../provider/payment-intent-reading';

/** The card of a simulation, and what its bank says. */
export interface SimulatedCard {
  readonly multicapture: boolean;
  readonly overcapture: boolean;
  readonly incrementalAuthorization: boolean;
  /** How long a hold on it lasts. */
  readonly validSeconds: number;
  /** Whether it says no to whatever it is asked for now. */
  readonly declines: boolean;
}

/** What a provider makes of a step at an instant, ISO 8601, when everything arrives and the card answers as given. */
export function simulatedFact(payment: Payment, step: Step, card: SimulatedCard, at: string): Fact {
  switch (step.kind) {
    case 'authorize':
      return card.declines ? authorizationDeclined(step, at) : placed(step, card, at);
    case 'raise': {
      const error = declined('the bank holds no more');
      if (card.declines) return { kind: 'raise_refused', reason: 'declined', error, ended: null };
      return { kind: 'hold_raised', amount: step.amountAfter, maximumCapturable: step.amountAfter };
    }
    case 'capture':
      return card.declines ? captureDeclined(step, at) : captured(payment, step);
    case 'charge':
      return card.declines ? captureDeclined(step, at) : charged(step);
    case 'release':
      return released(step);
    case 'read_hold':
      return lost(payment);
    case 'change_deadline':
      return deadlineMoved(payment, step, at);
    case 'cover': {
      const captureId = `${step.orderId}/${step.namedBy}/${step.generation.toString()}`;
      return { kind: 'shipment_covered', captureId, shipmentId: step.shipment.shipmentId };
    }
    case 'add_lines': {
      const { changeId, contentHash } = step.addition;
      return { kind: 'lines_added', change: { changeId, contentHash, amount: step.amount } };
    }
    case 'warn':
      return { kind: 'hold_warned', authorizationGeneration: step.authorizationGeneration, raised: true };
    case 'cancel_lines':
      return { kind: 'lines_canceled', cancellation: done(step.cancellation, step.amount) };
    case 'save_card': {
      const { customer, paymentMethod } = step.order.payment;
      const saved = { customer: customer ?? 'simulated', paymentMethod: paymentMethod ?? 'simulated' };
      const hold = {
        state: 'saved',
        setupIntentId: named('seti', step.generation),
        card: saved,
        pending: null,
      } as const;
      return { kind: 'card_saved', hold };
    }
    case 'confirm':
    case 'confirm_card':
    case 'uncover':
    case 'lower_line':
    case 'reopen_units':
    case 'end_charge':
    case 'read_card':
    case 'read_charge':
    case 'settle':
      throw new Error(`Bug! Nothing in a simulation brings about a ${step.kind} step`);
  }
}

function placed({ order, generation, renewal }: AuthorizeStep, card: SimulatedCard, at: string): Fact {
  const { policy, total } = order;
  const [paymentIntentId, chargeId] = [named('pi', generation), named('ch', generation)];
  const amount = renewal?.price.amount ?? total;
  if (policy.fulfilment === 'immediate') {
    const captureId = `${order.orderId}/${generation.toString()}`;
    const names = { captureId, paymentIntentId, chargeId };
    return { kind: 'order_paid', authorizationGeneration: generation, ...names, mismatch: false };
  }
  const captureBefore = addSeconds(at, card.validSeconds);
  const releaseAt = releaseAtOf(at, captureBefore, policy.marginSeconds);
  const { multicapture, overcapture, incrementalAuthorization } = card;
  const extendedAuthorization = false;
  const features = { multicapture, overcapture, incrementalAuthorization, extendedAuthorization };
  const capabilities = { ...features, maximumCapturable: amount };
  const saved = keptCard(order, renewal);
  const plan = chooseCapturePlan(capabilities, saved === null ? 'single_use' : 'reusable', policy.withoutMulticapture);
  const times = { captureBefore, releaseAt, warnAt: warnAtOf(at, releaseAt) };
  const hold: LiveHold = {
    state: 'held',
    paymentIntentId,
    chargeId,
    amount,
    ...times,
    capabilities,
    plan,
    card: saved,
    ...(renewal?.room !== undefined && { raised: renewal.room.amount }),
  };
  return { kind: 'hold_placed', hold };
}

function keptCard({ payment }: AcceptedOrder, renewal: AuthorizeStep['renewal']): NonNullable<LiveHold['card']> | null {
  if (renewal?.card) return renewal.card;
  if (!payment.saveForLater) return null;
  return { customer: payment.customer ?? 'simulated', paymentMethod: payment.paymentMethod ?? 'simulated' };
}

/** A live hold stays, until its last call where its time has come; else the order waits for another card. */
function authorizationDeclined({ order, generation, renewal }: AuthorizeStep, at: string): Fact {
  const error = declined('the bank declined the card');
  if (renewal?.takesOver === true)
    return { kind: 'confirm_refused', attempt: generation, reason: 'payment_method_refused', error };
  const lastCallAt = renewal?.lastCallAt ?? null;
  if (lastCallAt !== null) return { kind: 'renewal_refused', releaseAt: lastCallAt, error };
  const { authenticationTimeoutSeconds = AUTHENTICATION_TIMEOUT_SECONDS } = order.policy;
  const nothing = { paymentIntentId: null, clientSecret: null, nextAction: null };
  const until = addSeconds(at, authenticationTimeoutSeconds);
  return { kind: 'hold_awaited', hold: { state: 'requires_payment_method', ...nothing, lastError: error, until } };
}

function captured(payment: Payment, step: CaptureStep): Fact {
  const { final, generation, orderId, paymentIntentId, chargeId, shipment } = step;
  const left = heldAmount(payment) - (step.receivedAfter - step.receivedBefore);
  const ended: EndedHold = { state: 'captured', paymentIntentId, chargeId, released: Math.max(0, left), lost: 0 };
  return {
    kind: 'shipment_captured',
    captureId: `${orderId}/${shipment.shipmentId}/${generation.toString()}`,
    generation,
    shipmentId: shipment.shipmentId,
    mismatch: false,
    settled: true,
    ended: final ? ended : null,
  };
}

function charged(step: ChargeStep): Fact {
  const { authorizationGeneration, final, generation, givenUp, orderId, price, shipment } = step;
  const ended: EndedHold = { state: 'released', paymentIntentId: null, chargeId: null, released: givenUp, lost: 0 };
  return {
    kind: 'shipment_charged',
    captureId: `${orderId}/${shipment.shipmentId}/${generation.toString()}`,
    shipmentId: shipment.shipmentId,
    authorizationGeneration,
    chargeId: price.amount === 0 ? null : named('ch', authorizationGeneration),
    mismatch: false,
    settled: true,
    ended: final ? ended : null,
  };
}

function captureDeclined({ shipment, generation }: CaptureStep | ChargeStep, at: string): Fact {
  const error = declined('the bank declined the capture');
  const { shipmentId } = shipment;
  return { kind: 'capture_refused', shipmentId, generation, reason: 'declined', error, at, ended: null };
}

function released({ amount, cause, paymentIntentId }: ReleaseStep): Fact {
  return {
    kind: 'hold_ended',
    hold: { state: 'released', paymentIntentId, chargeId: null, released: amount, lost: 0 },
    cancelReason: cause.reason,
    cancellation: cause.kind === 'cancellation' ? done(cause.cancellation, releasedBy(cause, amount)) : null,
    mismatch: false,
  };
}

/** The hold has expired before its time. */
function lost(payment: Payment): Fact {
  const { hold } = payment;
  if (hold.state !== 'held') return { kind: 'nothing_new' };
  const { paymentIntentId, chargeId } = hold;
  return {
    kind: 'hold_ended',
    hold: { state: 'expired', paymentIntentId, chargeId, released: 0, lost: heldAmount(payment) },
    cancelReason: 'hold_lost',
    cancellation: null,
    mismatch: false,
  };
}

function deadlineMoved({ hold }: Payment, step: ChangeDeadlineStep, at: string): Fact {
  const { marginSeconds, moves, onDeadline } = step;
  const fact = { kind: 'deadline_changed', onDeadline, marginSeconds } as const;
  if (hold.state !== 'held') return { ...fact, times: null };
  const releaseAt = moves ? releaseAtOf(at, hold.captureBefore, marginSeconds) : hold.releaseAt;
  return { ...fact, times: { releaseAt, warnAt: warnAtOf(at, releaseAt) } };
}

function done({ cancellationId, contentHash }: CancellationCommand, amount: number): DoneCancellation {
  return { cancellationId, contentHash, released: amount };
}

function declined(message: string): PaymentError {
  return { code: 'card_declined', declineCode: 'generic_decline', message };
}

/** As the provider names its objects, and told from them. */
function named(prefix: string, generation: number): string {
  return `${prefix}_simulated_${generation.toString()}`;
}
