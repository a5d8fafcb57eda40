/** Deadline arithmetic on ISO 8601 UTC instants (design: deadline). Durations are seconds. */

/** The instant `seconds` after `instant`; negative seconds go back. */
export function addSeconds(instant: string, seconds: number): string {
  return new Date(Date.parse(instant) + seconds * 1000).toISOString();
}

/** Seconds from one instant to another, negative when `to` lies before `from`. */
export function secondsBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / 1000;
}

/** How long a buyer may take to pay or to authenticate before the order is given up. */
const AWAITING_SECONDS_AT_MOST = 24 * 60 * 60;

/** When an order is given up that has no hold yet. Nothing moves it: not a decline, not another card. */
export function awaitedUntil(acceptedAt: string): string {
  return addSeconds(acceptedAt, AWAITING_SECONDS_AT_MOST);
}

/** An instant that has always come. */
export const AT_ONCE = new Date(0).toISOString();

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
 * Until when parcels are captured from a hold that could not be renewed: nearly to its end, because nothing takes its
 * place. It is released a twelfth of the margin before the network drops it, at least five minutes, at most half the margin.
 * @param releaseAt when its renewal was tried
 */
export function lastCallOf(releaseAt: string, captureBefore: string): string {
  const margin = Math.max(0, secondsBetween(releaseAt, captureBefore));
  return addSeconds(captureBefore, -Math.min(Math.max(margin / 12, LAST_CALL_SECONDS_AT_LEAST), margin / 2));
}
