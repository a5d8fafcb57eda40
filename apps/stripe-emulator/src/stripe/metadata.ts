import type { Params } from '../wire/params';
import { invalidRequest } from './error';

/** Documented limits. */
const MAX_KEYS = 50;
const MAX_KEY_LENGTH = 40;
const MAX_VALUE_LENGTH = 500;

/** The metadata after a request: given keys are set, empty ones unset, an empty `metadata` unsets them all. */
export function mergedMetadata(current: ReadonlyMap<string, string>, params: Params): ReadonlyMap<string, string> {
  if (!params.has('metadata')) return current;
  if (params.isUnset('metadata')) return new Map();
  const merged = new Map(current);
  const given = params.hash('metadata');
  for (const key of given?.names() ?? []) {
    const value = given?.text(key);
    if (value === undefined) merged.delete(key);
    else merged.set(checkedKey(key), checkedValue(key, value));
  }
  if (merged.size <= MAX_KEYS) return merged;
  throw invalidRequest(
    `Metadata can have at most ${String(MAX_KEYS)} keys, but ${String(merged.size)} were provided.`,
    'metadata',
  );
}

function checkedKey(key: string): string {
  if (key.length <= MAX_KEY_LENGTH) return key;
  throw invalidRequest(
    `Metadata keys must be at most ${String(MAX_KEY_LENGTH)} characters, but '${key.slice(0, MAX_KEY_LENGTH)}…' is longer.`,
    'metadata',
  );
}

function checkedValue(key: string, value: string): string {
  if (value.length <= MAX_VALUE_LENGTH) return value;
  throw invalidRequest(
    `Metadata values can have up to ${String(MAX_VALUE_LENGTH)} characters, but you passed in a value that is ` +
      `${String(value.length)} characters. Invalid value: ${value.slice(0, 40)}…`,
    `metadata[${key}]`,
  );
}
