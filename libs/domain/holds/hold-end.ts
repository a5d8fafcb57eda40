import type { PaymentIntentReading } from '../provider/payment-intent-reading';
import type { CancellationCause } from '../payment/steps';

/** What became of the part of a hold that was not captured. */
export interface HoldEnd {
  readonly state: 'captured' | 'released' | 'expired';
  readonly released: number;
  readonly lost: number;
  /** True when the provider took more or less than we captured. */
  readonly mismatch: boolean;
}

/** Our own side of a hold, at the moment the provider reports its end. Minor units. */
export interface OwnSide {
  /** Sum of the captures that are booked, whoever made them. */
  readonly received: number;
  /** What of it was found to be captured by somebody else as the end was read. */
  readonly takenElsewhere: number;
  /** What we could still have captured. */
  readonly remaining: number;
  /** Whether we asked the provider to end it. */
  readonly asked: boolean;
}

/**
 * Says how a hold ended, from the provider's reading and our own sums. What was taken from us is lost: by expiry, by
 * an end that we did not ask for, or by a capture that nobody can tell from one of ours. Whoever captured a part by
 * hand gave the rest back. The parts always add up to what remained.
 */
export function endOfHold(
  { ended, amountReceived }: PaymentIntentReading,
  { received, takenElsewhere, remaining, asked }: OwnSide,
): HoldEnd {
  const mismatch = amountReceived !== received || takenElsewhere > 0;
  const taken = Math.min(Math.max(amountReceived - received, 0), remaining);
  if (!asked && takenElsewhere > 0) return { state: 'captured', released: remaining - taken, lost: taken, mismatch };
  // A capture that is not ours carries no marker, and reads like a hold that ran out after one.
  if (ended === 'expired' && taken === 0 && takenElsewhere === 0) {
    return { state: 'expired', released: 0, lost: remaining, mismatch };
  }
  if (!asked) {
    const state = ended === 'captured' || taken > 0 ? 'captured' : 'released';
    return { state, released: 0, lost: remaining, mismatch };
  }
  return { state: 'released', released: remaining - taken, lost: taken, mismatch };
}

/**
 * What the buyer got back by the cancellation that left nothing open, beyond what earlier ones were answered with.
 * Minor units.
 * @param released what of the hold went back with it
 */
export function releasedBy({ givenUpBefore = 0, back }: CancellationCause, released: number): number {
  return back ?? Math.max(released - givenUpBefore, 0);
}
