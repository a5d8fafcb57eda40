import { storable } from './fitting-text';

/** Far more than any event of Stripe's has, and far less than what exhausts a stack, PostgreSQL's or ours. */
const LEVELS_AT_MOST = 100;

const TOO_DEEP = `… (left out: more than ${LEVELS_AT_MOST.toString()} levels deep)`;

/**
 * JSON from outside as text that a jsonb column takes: names and values without what PostgreSQL cannot store, and no
 * deeper than somebody could read. Ordinary JSON comes out as it went in.
 * @param value what `JSON.parse` returned
 */
export function storableJson(value: unknown): string {
  return JSON.stringify(storableValue(value, 0) ?? null);
}

function storableValue(value: unknown, level: number): unknown {
  if (typeof value === 'string') return storable(value);
  if (typeof value !== 'object' || value === null) return value;
  if (level === LEVELS_AT_MOST) return TOO_DEEP;
  if (Array.isArray(value)) return value.map((item) => storableValue(item, level + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [storable(name), storableValue(item, level + 1)]),
  );
}
