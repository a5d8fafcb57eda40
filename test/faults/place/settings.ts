import type { Caller } from '../calls/call';

/** Pauses and timeouts of the product under which a life takes seconds, and how long anything may take then. */

/**
 * From an authorization to the end of its hold, on an idle machine. A deadline comes after half of it, which no margin can
 * exceed: until then the shop ships, through whatever is wrong (a killed worker is noticed after ten seconds), and in the other
 * half Holdfast does what is due.
 */
export const HOLD_SECONDS = 60;

/** The same of a life that nothing disturbs. */
export const UNDISTURBED_HOLD_SECONDS = 20;

/** Each place has a Stripe of its own, so that all may have one name. */
export const DEPLOYMENT = 'faults';

/** How many times slower than an idle machine one may be: what takes longer still is wrong on any. */
export const SLOWEST_PACE = 2;

export const SWEEP_EVERY_MS = 2_000;

export function productSettings(caller: Caller): Record<string, string> {
  if (caller === 'api') return { REQUEST_TIMEOUT_SECONDS: '20' };
  return {
    ...{ SETTLEMENT_READ_AFTER_SECONDS: '3', MISSED_EVENTS_AFTER_SECONDS: '5' },
    ...{ RETRY_FIRST_PAUSE_MS: '100', RETRY_LONGEST_PAUSE_MS: '2000' },
  };
}

/**
 * How long an order may take to its right end beyond its own deadlines, on an idle machine: an event whose deliverer died is
 * anybody's again after half a minute, and a dead worker is noticed after ten seconds.
 */
export const PATIENCE_SECONDS = 90;
