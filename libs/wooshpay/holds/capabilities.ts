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
const HOLD_DAYS = 7;

/**
 * When a hold ends, as far as anybody can tell: WooshPay names no date, and may be set otherwise. An estimate, in
 * ISO 8601.
 * @param created of the PaymentIntent, which may be long before it was confirmed
 */
export function estimatedEndOfHold(created: string): string {
  const end = new Date(created);
  end.setUTCDate(end.getUTCDate() + HOLD_DAYS);
  return end.toISOString();
}
