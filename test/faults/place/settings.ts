import type { Caller } from '../calls/call';

/** Pauses and timeouts of the product under which a life takes seconds, and how long anything may take then. */

/**
 * From an authorization to the end of its hold. A deadline comes after half of it, which no margin can exceed: until then
 * the shop ships, through whatever is wrong, and in the other half Holdfast does what is due.
 */
export const HOLD_SECONDS = 70;

export const SWEEP_EVERY_MS = 2_000;

export function productSettings(caller: Caller): Record<string, string> {
  return caller === 'worker' ? { SETTLEMENT_READ_AFTER_SECONDS: '3' } : { REQUEST_TIMEOUT_SECONDS: '20' };
}

/**
 * How long an order may take to its right end beyond its own deadlines: five refused attempts pause 31 seconds together,
 * a request that Stripe forbids is repeated after a minute, and a dead worker is noticed after ten seconds.
 */
export const PATIENCE_SECONDS = 100;
