/** An answer that is kept under an idempotency key. */
export interface SavedResult {
  readonly status: number;
  readonly text: string;
  readonly requestId: string;
}

interface KeptRequest {
  readonly fingerprint: string;
  readonly since: number;
  result: SavedResult | undefined;
}

/** What a key means for the request that brings it. */
export type Begun =
  | { readonly kind: 'first' }
  | { readonly kind: 'replay'; readonly result: SavedResult }
  | { readonly kind: 'other_request' }
  | { readonly kind: 'in_progress' };

/** One account's idempotency keys, oldest first, so that old ones are found at the front. */
export class IdempotencyKeys {
  private readonly entries = new Map<string, KeptRequest>();

  /** After so many seconds on the emulator's clock a key is new again. */
  constructor(private readonly keptSeconds: number) {}

  /** Two requests are the same when their fingerprints are. */
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
      if (since + this.keptSeconds > now) return;
      this.entries.delete(key);
    }
  }
}
