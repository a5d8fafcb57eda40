import { releasedBy } from '../holds/hold-end';
import { releaseAtOf, warnAtOf } from '../orders/deadline';
import type { CancellationCommand } from '../orders/inputs';
import type { ChargeStep } from '../payment/charge-step';
import type { Fact } from '../payment/facts';
import type { EndedHold } from '../payment/hold';
import { heldAmount, type DoneCancellation, type Payment } from '../payment/payment';
import type { CaptureStep, ChangeDeadlineStep, ReleaseStep, Step } from '../payment/steps';
import {
  authenticated,
  authorized,
  cardAsked,
  cardAuthenticated,
  confirmed,
  bankDeclines,
  named,
  type SimulatedCard,
} from './simulated-hold';

/** What an event is about, and a read of the provider finds. */
export type SimulatedNews = 'hold_lost' | 'authenticated' | 'authentication_failed';

/** The provider at an instant, ISO 8601. */
export interface SimulatedWorld {
  readonly card: SimulatedCard;
  readonly at: string;
  /** What happened there last; null: nothing that anybody was told of. */
  readonly news: SimulatedNews | null;
}

/** What a provider makes of a step when everything arrives and the card answers as given. */
export function simulatedFact(payment: Payment, step: Step, { card, at, news }: SimulatedWorld): Fact {
  switch (step.kind) {
    case 'authorize':
      return authorized(payment, step, card, at);
    case 'confirm':
      return confirmed(payment, step, card, at);
    case 'save_card':
      return cardAsked(payment, step.generation, card);
    case 'confirm_card':
      return cardAsked(payment, step.authorizationGeneration, card);
    case 'raise': {
      const error = bankDeclines('the bank holds no more');
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
      return news === 'hold_lost' ? lost(payment) : authenticated(payment, news === 'authenticated', card, at);
    case 'read_card':
      return news === 'hold_lost' ? { kind: 'nothing_new' } : cardAuthenticated(payment, news === 'authenticated');
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
    case 'uncover':
    case 'lower_line':
    case 'reopen_units':
    case 'end_charge':
    case 'read_charge':
    case 'settle':
      throw new Error(`Bug! Nothing in a simulation brings about a ${step.kind} step`);
  }
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
  const error = bankDeclines('the bank declined the capture');
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
