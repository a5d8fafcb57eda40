import assert from 'node:assert/strict';

/** Everything that `expected` names is in `actual`, the same; a regular expression stands for any string it matches. */
export function shows(actual: unknown, expected: unknown): void {
  assert.deepEqual(partOf(actual, expected), expected);
}

/** The same, in all of it. */
export function equal(actual: unknown, expected: unknown): void {
  assert.deepEqual(actual, expected);
}

/** The condition is true; `what` says which one. */
export function holds(condition: boolean, what: string): void {
  assert.ok(condition, what);
}

/** What is known of the object by now: the newest of it, once it is so. */
export async function eventually<T>(
  what: string,
  look: () => Promise<T | undefined>,
  wait: () => Promise<void>,
): Promise<T> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const found = await look();
    if (found !== undefined) return found;
    await wait();
  }
  throw new Error(`Not after ${String(MOST_TRIES)} looks: ${what}`);
}

const MOST_TRIES = 30;

function partOf(actual: unknown, expected: unknown): unknown {
  if (expected instanceof RegExp) return typeof actual === 'string' && expected.test(actual) ? expected : actual;
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual)) return actual;
    return actual.map((item: unknown, at) => (at < expected.length ? partOf(item, expected[at]) : item));
  }
  if (isRecord(expected)) {
    if (!isRecord(actual)) return actual;
    return Object.fromEntries(Object.entries(expected).map(([name, part]) => [name, partOf(actual[name], part)]));
  }
  return actual;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
