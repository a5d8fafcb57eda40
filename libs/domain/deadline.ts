/** Deadline arithmetic on ISO 8601 UTC instants (design: deadline). Durations are seconds. */

/** The instant `seconds` after `instant`; negative seconds go back. */
export function addSeconds(instant: string, seconds: number): string {
  return new Date(Date.parse(instant) + seconds * 1000).toISOString();
}

/** Seconds from one instant to another, negative when `to` lies before `from`. */
export function secondsBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / 1000;
}

/** How long a buyer may take to pay or to authenticate, unless the order says otherwise. */
export const AWAITING_SECONDS_AT_MOST = 24 * 60 * 60;

/** When an order is given up that has no hold yet. Nothing moves it: not a decline, not another card. */
export function awaitedUntil(acceptedAt: string, seconds: number = AWAITING_SECONDS_AT_MOST): string {
  return addSeconds(acceptedAt, seconds);
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
