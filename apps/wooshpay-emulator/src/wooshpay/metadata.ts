import { invalidRequest } from './requests/error';
import type { Params } from './requests/params';

/** Assumed: the limits that Stripe has. */
const MOST_KEYS = 50;
const LONGEST_KEY = 40;
const LONGEST_VALUE = 500;

/** The metadata after a request: given keys are set, empty ones unset, null unsets them all. */
export function mergedMetadata(current: ReadonlyMap<string, string>, params: Params): ReadonlyMap<string, string> {
  if (!params.has('metadata')) return current;
  const given = params.hash('metadata');
  if (given === undefined) return new Map();
  const merged = new Map(current);
  for (const key of given.names()) {
    if (given.isUnset(key)) merged.delete(key);
    else merged.set(checkedKey(key), given.required(key, given.shortText(key, LONGEST_VALUE)));
  }
  if (merged.size > MOST_KEYS) throw invalidRequest(`Invalid metadata: at most ${String(MOST_KEYS)} keys.`);
  return merged;
}

function checkedKey(key: string): string {
  if (key.length <= LONGEST_KEY) return key;
  throw invalidRequest(`Invalid metadata: a key has at most ${String(LONGEST_KEY)} characters.`);
}
