const DAY = 86_400;
const UNITS = [
  [DAY, 'd'],
  [3600, 'h'],
  [60, 'min'],
  [1, 's'],
] as const;

/** The two largest units of a time span, `6 d 23 h`, which no line breaks apart. */
export function span(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const first = UNITS.findIndex(([size]) => whole >= size);
  if (first < 0) return '0\u00a0s';
  const parts: string[] = [];
  let rest = whole;
  for (const [size, unit] of UNITS.slice(first, first + 2)) {
    const count = Math.floor(rest / size);
    if (count > 0) parts.push(`${String(count)}\u00a0${unit}`);
    rest -= count * size;
  }
  return parts.join('\u00a0');
}

/** Seen from `now`: `in 2 h` or `12 s ago`. */
export function when(time: number, now: number): string {
  const away = Math.floor(time) - Math.floor(now);
  if (away === 0) return 'now';
  return away > 0 ? `in ${span(away)}` : `${span(-away)} ago`;
}

/** `Mon 30 Nov 2026, 13:20:41`, in UTC. */
export function moment(time: number): string {
  const [day = '', date = '', month = '', year = '', clock = ''] = new Date(time * 1000).toUTCString().split(' ');
  return `${day.replace(',', '')} ${date} ${month} ${year}, ${clock}`;
}

/** `30 Nov 13:20:41`, in UTC: the clock of an account may jump over days. */
export function stamp(time: number): string {
  const [, date = '', month = '', , clock = ''] = new Date(time * 1000).toUTCString().split(' ');
  return `${date} ${month} ${clock}`;
}

/** `requires_capture` as words. */
export function words(name: string): string {
  return name.replaceAll('_', ' ');
}

export function plural(count: number, one: string, more = `${one}s`): string {
  return `${String(count)} ${count === 1 ? one : more}`;
}

/** Made-up keys are short and shown whole; one as long as Stripe's may be somebody's real test key. */
const LONGEST_SHOWN_KEY = 24;

export function shownKey(key: string): string {
  return key.length <= LONGEST_SHOWN_KEY ? key : `${key.slice(0, 12)}…${key.slice(-4)}`;
}
