import type { Form } from '../wire/form';

/** Stripe keeps results for at least 24 hours, then the key is new again (documented). */
export const KEYS_KEPT_SECONDS = 24 * 60 * 60;

/** Two requests are the same when address and parameters are, in whatever order and however encoded. */
export function fingerprintOf(path: string, { pairs }: Form): string {
  if (pairs.length === 0) return `${path}?`;
  // Sorted by key alone: the sort is stable, so `a[]=1&a[]=2` keeps its order.
  const sorted = pairs.toSorted(([a], [b]) => (a < b ? -1 : Number(a > b)));
  return `${path}?${JSON.stringify(sorted)}`;
}

/** The key as it is kept: with the connected account it was sent for, if any. */
export function keyIn(account: { readonly id: string }, named: string | null, key: string): string {
  return named === null || named === account.id ? key : `${named} ${key}`;
}
