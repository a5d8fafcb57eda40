import { INSTANTS } from '../records/instants';

/**
 * Rows that a statement puts together as JSON, each value as it is when its column is read by itself.
 * @param instant of a text as PostgreSQL writes it
 * @throws RangeError above 2^53, where a number would silently become another
 */
export function nestedRows(text: string, instant: (text: string) => string): unknown {
  const rows: unknown = JSON.parse(text);
  convert(rows, instant);
  return rows;
}

/** In place: most values stay as they are. */
function convert(value: unknown, instant: (text: string) => string): void {
  if (typeof value === 'number' && !Number.isSafeInteger(value)) {
    throw new RangeError(`${value.toString()} from the database is not a safe integer`);
  }
  if (!isObject(value)) return;
  for (const [name, each] of Object.entries(value)) {
    if (typeof each === 'string' && INSTANTS.has(name)) value[name] = instant(each);
    else convert(each, instant);
  }
}

/** A row, or a list of them. */
function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
