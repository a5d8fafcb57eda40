/** Times as people say them. */

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** From the first of these on a time is counted in the unit before it. */
const UNITS = [
  { unit: 'day', ms: DAY_MS, from: 2 * DAY_MS },
  { unit: 'hour', ms: HOUR_MS, from: 2 * HOUR_MS },
  { unit: 'minute', ms: MINUTE_MS, from: 0 },
] as const;

/** How far away an instant is: "in 5 hours", "3 days ago". @param tag of the language */
export function inWords(instant: string, now: number, tag: string): string {
  const away = Date.parse(instant) - now;
  const { unit, ms } = UNITS.find(({ from }) => Math.abs(away) >= from) ?? UNITS[2];
  return new Intl.RelativeTimeFormat(tag, { numeric: 'auto' }).format(Math.trunc(away / ms), unit);
}

/** A date with its time, short. */
export function dateAndTime(instant: string, tag: string): string {
  return new Intl.DateTimeFormat(tag, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(instant));
}

/** Less than this before it ends, a hold is shown as urgent. */
const URGENT_MS = 48 * HOUR_MS;

/** Whether it is soon, or has been. */
export function isUrgent(instant: string, now: number): boolean {
  return Date.parse(instant) - now < URGENT_MS;
}
