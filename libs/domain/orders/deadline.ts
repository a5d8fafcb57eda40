import type { AcceptedOrder } from './order';

/** Deadline arithmetic on ISO 8601 UTC instants. Durations are seconds. */

/** The instant `seconds` after `instant`; negative seconds go back. */
export function addSeconds(instant: string, seconds: number): string {
  return new Date(Date.parse(instant) + seconds * 1000).toISOString();
}

/** Seconds from one instant to another, negative when `to` lies before `from`. */
export function secondsBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / 1000;
}

/** How long a buyer may take to pay and to authenticate where the order's policy does not say. */
export const AUTHENTICATION_TIMEOUT_SECONDS = 24 * 60 * 60;

/** When an order is given up that has no hold yet. Nothing moves it: not a decline, not another card. */
export function awaitedUntil({ acceptedAt, policy }: Pick<AcceptedOrder, 'acceptedAt' | 'policy'>): string {
  return addSeconds(acceptedAt, policy.authenticationTimeoutSeconds ?? AUTHENTICATION_TIMEOUT_SECONDS);
}

/** An instant that has always come. */
export const AT_ONCE = new Date(0).toISOString();

/** How long before it acts Holdfast says what it is about to do. */
const WARNING_SECONDS = 24 * 60 * 60;

/**
 * When Holdfast warns that units of the hold have not shipped. Where the time until it acts is shorter than twice the
 * warning, it warns in the middle, so that there is always time to ship before the warning and after it.
 * @param authorizedAt when the hold was placed
 * @param releaseAt when Holdfast acts on it
 */
export function warnAtOf(authorizedAt: string, releaseAt: string): string {
  const length = secondsBetween(authorizedAt, releaseAt);
  return addSeconds(releaseAt, -Math.min(WARNING_SECONDS, length / 2));
}

/** True when `instant` is `now` or earlier. */
export function isDue(instant: string, now: string): boolean {
  return Date.parse(instant) <= Date.parse(now);
}

/**
 * When Holdfast acts on a hold: the margin before the network drops it. A hold shorter than twice the margin uses half
 * its length, so that there is always time to ship first and time to release after.
 * @param authorizedAt when the hold was placed
 * @param captureBefore the network's deadline as Stripe reports it on the charge
 */
export function releaseAtOf(authorizedAt: string, captureBefore: string, marginSeconds: number): string {
  const length = secondsBetween(authorizedAt, captureBefore);
  const margin = length < 2 * marginSeconds ? length / 2 : marginSeconds;
  return addSeconds(captureBefore, -margin);
}

const LAST_CALL_SECONDS_AT_LEAST = 5 * 60;

/**
 * Until when money is taken of a hold that could not be renewed, or whose final capture is refused again and again:
 * nearly to its end, but so that it ends by our own hand and not by the network's. It is released a twelfth of the
 * margin before the network drops it, at least five minutes, at most half the margin.
 * @param releaseAt when its renewal or its final capture was tried first
 */
export function lastCallOf(releaseAt: string, captureBefore: string): string {
  const margin = Math.max(0, secondsBetween(releaseAt, captureBefore));
  return addSeconds(captureBefore, -Math.min(Math.max(margin / 12, LAST_CALL_SECONDS_AT_LEAST), margin / 2));
}
