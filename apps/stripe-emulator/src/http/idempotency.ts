import type { Form } from '../wire/form';

/** Stripe keeps results for at least 24 hours, then the key is new again (documented). */
const KEPT_SECONDS = 24 * 60 * 60;

export interface SavedResult {
  readonly status: number;
  readonly text: string;
  readonly requestId: string;
}

interface Entry {
  readonly fingerprint: string;
  readonly since: number;
  result: SavedResult | undefined;
}

export type Begun =
  | { readonly kind: 'first' }
  | { readonly kind: 'replay'; readonly result: SavedResult }
  | { readonly kind: 'other_request' }
  | { readonly kind: 'in_progress' };

/** Two requests are the same when address and parameters are. */
export function fingerprintOf(path: string, form: Form): string {
  return `${path}?${form.fingerprint}`;
}

/** The key as it is kept: with the connected account it was sent for, if any. */
export function keyIn(account: { readonly id: string }, named: string | null, key: string): string {
  return named === null || named === account.id ? key : `${named} ${key}`;
}

/** One account's idempotency keys, oldest first, so that old ones are found at the front. */
export class IdempotencyKeys {
  private readonly entries = new Map<string, Entry>();

  begin(key: string, fingerprint: string, now: number): Begun {
    this.prune(now);
    const entry = this.entries.get(key);
    if (entry === undefined) {
      this.entries.set(key, { fingerprint, since: now, result: undefined });
      return { kind: 'first' };
    }
    if (entry.fingerprint !== fingerprint) return { kind: 'other_request' };
    return entry.result === undefined ? { kind: 'in_progress' } : { kind: 'replay', result: entry.result };
  }

  save(key: string, result: SavedResult): void {
    const entry = this.entries.get(key);
    if (entry !== undefined) entry.result = result;
  }

  /** The operation never began: the key is free again. */
  forgetUnsaved(key: string): void {
    if (this.entries.get(key)?.result === undefined) this.entries.delete(key);
  }

  private prune(now: number): void {
    for (const [key, { since }] of this.entries) {
      if (since + KEPT_SECONDS > now) return;
      this.entries.delete(key);
    }
  }
}
