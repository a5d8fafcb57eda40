import type { Form } from '../wire/form';

/** Stripe keeps results for at least 24 hours, then the key is new again (documented). */
export const KEYS_KEPT_SECONDS = 24 * 60 * 60;

/** Two requests are the same when address and parameters are. */
export function fingerprintOf(path: string, form: Form): string {
  return `${path}?${form.fingerprint}`;
}

/** The key as it is kept: with the connected account it was sent for, if any. */
export function keyIn(account: { readonly id: string }, named: string | null, key: string): string {
  return named === null || named === account.id ? key : `${named} ${key}`;
}
