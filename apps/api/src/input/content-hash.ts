import { createHash } from 'node:crypto';

/**
 * Fingerprint of what the shop sent: the same content gives the same hash, however its fields were ordered and whether
 * defaults were written out or left away.
 * @param content a parsed body with its defaults filled in
 */
export function contentHash(content: unknown): string {
  return createHash('sha256').update(canonicalJson(content)).digest('hex');
}

function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([left], [right]) => (left < right ? -1 : 1)))
      : part,
  );
}
