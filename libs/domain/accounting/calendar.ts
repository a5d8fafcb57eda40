/** Days and months as people count them: in a time zone, which instants are not. */

/** Whether the name is one that the machine knows, such as Europe/Berlin. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** Whether the text is a day that exists: `2026-11-01`. */
export function isDay(text: string): boolean {
  const at = Date.parse(`${text}T00:00:00Z`);
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}

/**
 * The instant at which a day begins there, ISO 8601 UTC. Where midnight does not exist, the first moment after it.
 * @param day `2026-11-01`
 */
export function startOfDay(day: string, timeZone: string): string {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  // The offset at midnight UTC can differ from that at midnight there, by a change of the clocks between the two.
  const near = midnight - offsetAt(midnight, timeZone);
  return new Date(midnight - offsetAt(near, timeZone)).toISOString();
}

/** Where a month begins and ends there: from the one instant to before the other. @param month `2026-11` */
export function monthOf(month: string, timeZone: string): { readonly from: string; readonly to: string } {
  const [year = 0, number = 0] = month.split('-').map(Number);
  const next = new Date(Date.UTC(year, number, 1)).toISOString().slice(0, 10);
  return { from: startOfDay(`${month}-01`, timeZone), to: startOfDay(next, timeZone) };
}

/** As clocks there show it: `2026-11-01 00:30:00`. */
export function localTime(instant: string, timeZone: string): string {
  const at = Date.parse(instant);
  return new Date(at + offsetAt(at, timeZone)).toISOString().slice(0, 19).replace('T', ' ');
}

const QUARTER_MS = 15 * 60 * 1000;

/** Quarters of an hour that are remembered for each time zone: a report goes along them. */
const REMEMBERED_AT_MOST = 1_000;

interface Clock {
  readonly format: Intl.DateTimeFormat;
  /** By the quarter of an hour. */
  readonly offsets: Map<number, number>;
}

const clocks = new Map<string, Clock>();

/** Milliseconds that clocks there are ahead of UTC. Since 1972 clocks are changed at a full quarter of an hour only. */
function offsetAt(at: number, timeZone: string): number {
  const { format, offsets } = clockOf(timeZone);
  const quarter = Math.floor(at / QUARTER_MS);
  const known = offsets.get(quarter);
  if (known !== undefined) return known;
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  const offset = Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000;
  if (offsets.size >= REMEMBERED_AT_MOST) offsets.clear();
  offsets.set(quarter, offset);
  return offset;
}

function clockOf(timeZone: string): Clock {
  const known = clocks.get(timeZone) ?? { format: formatOf(timeZone), offsets: new Map<number, number>() };
  clocks.set(timeZone, known);
  return known;
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const two = '2-digit';
  return new Intl.DateTimeFormat('en-US', {
    ...{ timeZone, hourCycle: 'h23', year: 'numeric', month: two, day: two },
    ...{ hour: two, minute: two, second: two },
  });
}
