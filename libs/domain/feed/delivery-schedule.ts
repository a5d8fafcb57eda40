import { secondsBetween } from '../orders/deadline';
import { growingPause } from '../provider/growing-pause';

/** A receiver that is restarted is back within seconds. */
const FIRST_PAUSE_SECONDS = 5;
const PAUSE_AT_MOST_SECONDS = 6 * 60 * 60;
/** As Stripe does it: a receiver that broke on a Friday evening is mended on Monday. */
const GIVEN_UP_AFTER_SECONDS = 3 * 24 * 60 * 60;
/** What a receiver may ask for with `Retry-After`. */
const ASKED_PAUSE_AT_MOST_SECONDS = 60 * 60;

/** How a delivery has failed until now. */
export interface FailedAttempts {
  /** How many there were, from 1. */
  readonly attempts: number;
  /** ISO 8601, of the first of them. */
  readonly firstAttemptAt: string;
  /** Seconds that the receiver asked to be left alone; null when it did not. */
  readonly askedPause: number | null;
}

/**
 * Seconds until an event is sent again that an endpoint did not take: 5 s, then twice as long each time, up to six
 * hours; a longer pause that the receiver asks for is granted, up to an hour.
 * @param at now, ISO 8601
 * @returns null when three days have been tried
 */
export function nextDeliveryAfter({ attempts, firstAttemptAt, askedPause }: FailedAttempts, at: string): number | null {
  if (secondsBetween(firstAttemptAt, at) >= GIVEN_UP_AFTER_SECONDS) return null;
  const pause = growingPause(FIRST_PAUSE_SECONDS, attempts, PAUSE_AT_MOST_SECONDS);
  return Math.max(pause, Math.min(askedPause ?? 0, ASKED_PAUSE_AT_MOST_SECONDS));
}
