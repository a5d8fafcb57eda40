import type { PaymentIntentReading } from '../provider/payment-intent-reading';
import type { CaptureStep } from '../payment/steps';

/** What a reading of the hold says about one capture of it. */
export type CaptureVerdict =
  /** The money moved. `mismatch`: the provider's totals are not the ones we expect. */
  | { readonly kind: 'captured'; readonly mismatch: boolean }
  /** It did not move, and the hold lives: the capture may be asked for. */
  | { readonly kind: 'not_captured' }
  /** It did not move, and never will. */
  | { readonly kind: 'hold_gone' };

/** Judges a capture whose answer may have been lost. */
export function judgeCapture(hold: PaymentIntentReading, step: CaptureStep): CaptureVerdict {
  if (hasLanded(hold, step)) return { kind: 'captured', mismatch: captureDiffers(hold, step) };
  return { kind: hold.ended === null ? 'not_captured' : 'hold_gone' };
}

/** Whether the step ends a hold of which nothing was ever captured, by a shipment that is worth nothing. */
export function endsUntouched({ final, receivedAfter }: CaptureStep): boolean {
  return final && receivedAfter === 0;
}

/**
 * Whether the provider's totals after a capture differ from ours. A hold that ended since by expiry or release has
 * nothing left to capture, which is news for its own step and no fault of this one.
 */
export function captureDiffers(hold: PaymentIntentReading, { receivedAfter, capturableAfter }: CaptureStep): boolean {
  if (hold.amountReceived !== receivedAfter) return true;
  return hold.amountCapturable !== capturableAfter && hold.ended !== 'expired' && hold.ended !== 'released';
}

/**
 * The marker was written by the same call that moved the money. Should it be missing, the exact sum tells as well:
 * nobody else takes this very amount of this hold.
 */
function hasLanded({ lastCapture, amountReceived, ended }: PaymentIntentReading, step: CaptureStep): boolean {
  if (endsUntouched(step)) return ended === 'released' && amountReceived === 0;
  const { shipment, generation, price, receivedAfter } = step;
  if (lastCapture?.shipmentId === shipment.shipmentId && lastCapture.generation === generation) return true;
  return price.amount > 0 && amountReceived === receivedAfter;
}
