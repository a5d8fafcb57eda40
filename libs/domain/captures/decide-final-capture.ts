import { finalCapture, freeAmount, pricedShipmentOf, type DetailedShipment } from './capture-step';
import { REMAINING_SHIPMENT } from '../payment/covered';
import { addSeconds, isDue, lastCallOf } from '../orders/deadline';
import { growingPause } from '../provider/growing-pause';
import { hasOpenUnits, openUnits, type Payment } from '../payment/payment';
import type { LiveHold } from '../payment/hold';
import { nextHold, type NextHold } from '../payment/renewal';
import type { CaptureStep } from '../payment/steps';

/**
 * The capture with which Holdfast itself ends a hold: at the deadline, or as soon as nothing can ship any more and
 * shipments that left wait for their money (docs/decisions/0016).
 * @param now by the workflow's clock
 * @returns undefined when there is nothing to capture, or nothing helps any more: then the hold is released
 */
export function decideFinalCapture(payment: Payment, hold: LiveHold, now: string): CaptureStep | undefined {
  const lastCall = lastCallOf(hold.releaseAt, hold.captureBefore);
  const { finalCaptureTrouble: trouble, covered } = payment;
  if (trouble !== null && isDue(lastCall, trouble.lastAt)) return undefined;
  const { remaining, next } = atTheEnd(payment, hold);
  if (covered.length === 0 && remaining === null) return undefined;
  const step: CaptureStep = { ...finalCapture(payment, hold, remaining, next), actor: 'holdfast' };
  return isDue(lastCall, now) ? step : { ...step, until: lastCall };
}

interface AtTheEnd {
  /** What is captured beside what has left; null: nothing. */
  readonly remaining: DetailedShipment | null;
  /** What is held after the hold; undefined: nothing. */
  readonly next?: NextHold | undefined;
}

/** What the policy makes of the units that have not shipped. */
function atTheEnd(payment: Payment, hold: LiveHold): AtTheEnd {
  switch (payment.order.policy.onDeadline) {
    case 'release':
      return { remaining: null };
    case 'capture_remaining':
      return { remaining: remainingShipment(payment) };
    case 'reauthorize':
      return { remaining: null, next: hold.renewal === 'refused' ? undefined : nextHold(payment, hold) };
  }
}

/** Shipments have left, and no other will: the buyer is to have the rest of the hold at once. */
export function owesFinalCapture(payment: Payment): boolean {
  return payment.covered.length > 0 && !hasOpenUnits(payment);
}

const PAUSE_SECONDS = 15 * 60;
const PAUSE_AT_MOST_SECONDS = 24 * 60 * 60;

/** When the final capture is tried again after a refusal: after growing pauses, and once more at the last call. */
export function retryFinalCaptureAt({ finalCaptureTrouble: trouble }: Payment, hold: LiveHold): string | null {
  if (trouble === null) return null;
  const lastCall = lastCallOf(hold.releaseAt, hold.captureBefore);
  const next = addSeconds(trouble.lastAt, growingPause(PAUSE_SECONDS, trouble.refusals, PAUSE_AT_MOST_SECONDS));
  return isDue(next, lastCall) ? next : lastCall;
}

/** All that is open, in a shipment of Holdfast's own; null when nothing is. */
function remainingShipment(payment: Payment): DetailedShipment | null {
  const { order } = payment;
  if (!hasOpenUnits(payment)) return null;
  const priced = pricedShipmentOf(payment, {
    shipmentId: REMAINING_SHIPMENT,
    lines: openUnits(payment).filter(({ quantity }) => quantity > 0),
    carrier: null,
    trackingNumber: null,
    contentHash: REMAINING_SHIPMENT,
    // The request that asked for it is the one that brought the policy.
    requestId: order.requestId,
  });
  return priced.price.amount <= freeAmount(payment) ? priced : null;
}
