import assert from 'node:assert/strict';
import type Stripe from 'stripe';
import { errorOf } from '../src/emulator-under-test';

/** Everything that `expected` names is in `actual`, the same; a regular expression stands for any string it matches. */
export function shows(actual: unknown, expected: unknown): void {
  assert.deepEqual(partOf(actual, expected), expected);
}

export function equal(actual: unknown, expected: unknown): void {
  assert.deepEqual(actual, expected);
}

export function holds(condition: boolean, what: string): void {
  assert.ok(condition, what);
}

interface Refusal {
  /** Undefined: whatever it is. */
  readonly status?: number | undefined;
  readonly type?: string;
  readonly code?: string | undefined;
  readonly param?: string | undefined;
  readonly decline_code?: string;
  readonly advice_code?: string | undefined;
  readonly message?: string | RegExp;
}

/** The call fails with this error; 400 unless said. */
export async function refused(call: Promise<unknown>, expected: Refusal): Promise<Stripe.errors.StripeError> {
  const error = await errorOf(call);
  const { statusCode, rawType, code, param, decline_code, advice_code, message } = error;
  const status = 'status' in expected ? (expected.status ?? statusCode) : 400;
  const shown = { status: statusCode, type: rawType, code, param, decline_code, advice_code, message };
  shows(shown, { ...expected, status });
  return error;
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

/** The object behind a field that may be expanded. */
export function expanded<T extends object>(field: string | T | null | undefined): T {
  if (field === null || field === undefined || typeof field === 'string') {
    throw new Error(`Expected an expanded object, not ${String(field)}`);
  }
  return field;
}

export function idOf(field: string | { readonly id: string } | null | undefined): string {
  if (field === null || field === undefined) throw new Error('Expected an id');
  return typeof field === 'string' ? field : field.id;
}

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
