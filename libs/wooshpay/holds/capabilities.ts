import type { Capabilities } from '../../domain/provider/capture-plan';

/**
 * What no hold at WooshPay allows, whatever the card: it is captured once, and the rest goes back by itself
 * (documented). `maximumCapturable`: the hold, never more.
 */
export function capabilitiesAtWooshPay(held: number): Capabilities {
  return {
    multicapture: false,
    overcapture: false,
    incrementalAuthorization: false,
    extendedAuthorization: false,
    maximumCapturable: held,
  };
}

/** Documented: uncaptured PaymentIntents are canceled a set number of days after they are created, 7 by default. */
const HOLD_SECONDS = 7 * 24 * 60 * 60;

/**
 * When a hold ends, as far as anybody can tell: WooshPay names no date. An estimate, in ISO 8601.
 * @param created of the PaymentIntent, which may be long before it was confirmed
 * @param holdSeconds where the account is set otherwise
 */
export function estimatedEndOfHold(created: string, holdSeconds = HOLD_SECONDS): string {
  return new Date(Date.parse(created) + holdSeconds * 1000).toISOString();
}
