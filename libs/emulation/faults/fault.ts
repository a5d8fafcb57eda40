/** Something that goes wrong on purpose, with a request that matches. */
export type FaultEffect =
  /** The request is done, the connection breaks before the answer. */
  | { readonly kind: 'commit_then_drop' }
  /** The connection breaks and nothing was done. */
  | { readonly kind: 'drop_before_commit' }
  /** As the two above, but the connection is reset (RST) instead of closed: the caller sees ECONNRESET. */
  | { readonly kind: 'commit_then_reset' }
  | { readonly kind: 'reset_before_commit' }
  /** The request is done, its answer waits until the fault is deleted. */
  | { readonly kind: 'hold' }
  /** The request is done, its answer leaves when the endpoints have been told of all that came of it. */
  | { readonly kind: 'webhooks_first' }
  /** Real seconds before the request is done, as if the service were slow. */
  | { readonly kind: 'delay'; readonly seconds: number }
  | {
      readonly kind: 'error';
      readonly status: number;
      readonly type: string;
      readonly code: string | null;
      readonly message: string;
      /** Kept under the idempotency key, as a 500 of an operation that had begun is. */
      readonly stored: boolean;
    }
  | { readonly kind: 'rate_limit'; readonly reason: string }
  | { readonly kind: 'lock_timeout' }
  /** The request is done, the answer breaks off in the middle. */
  | { readonly kind: 'truncate' }
  /** The request is done, the answer is no JSON. */
  | { readonly kind: 'invalid_json' };

/** Which requests a fault is for. */
export interface FaultMatch {
  readonly method: string | null;
  /** `*` stands for anything within one segment, `**` for anything. */
  readonly path: string | null;
  /** The request's `Idempotency-Key`, with the same stars; a request without one never matches. */
  readonly idempotencyKey: string | null;
  /** The first matching request that is hit, counted from 1. */
  readonly nth: number;
  /** How many are hit from there on. */
  readonly times: number;
}

/** A fault that waits for its requests. */
export interface FaultRule {
  readonly id: string;
  readonly match: FaultMatch;
  readonly effect: FaultEffect;
  seen: number;
  hits: number;
  readonly waiting: Set<() => void>;
}

/** The rules of one account, the oldest first; a request is hit by at most one. */
export class Faults {
  private readonly rules = new Map<string, FaultRule>();
  private made = 0;

  add(match: FaultMatch, effect: FaultEffect): FaultRule {
    this.made += 1;
    const rule = { id: `fault_${String(this.made)}`, match, effect, seen: 0, hits: 0, waiting: new Set<() => void>() };
    this.rules.set(rule.id, rule);
    return rule;
  }

  all(): FaultRule[] {
    return [...this.rules.values()];
  }

  /** Counts the request against every rule it matches and gives the first rule that hits it. */
  hit(method: string, path: string, idempotencyKey: string | null): FaultRule | undefined {
    if (this.rules.size === 0) return undefined;
    let chosen: FaultRule | undefined;
    for (const rule of this.rules.values()) {
      if (!matches(rule.match, method, path, idempotencyKey)) continue;
      rule.seen += 1;
      const { nth, times } = rule.match;
      if (chosen === undefined && rule.seen >= nth && rule.hits < times) chosen = rule;
    }
    if (chosen !== undefined) chosen.hits += 1;
    return chosen;
  }

  /** Ends a rule and lets go what it holds; false when there is none of that id. */
  remove(id: string): boolean {
    const rule = this.rules.get(id);
    if (rule === undefined) return false;
    this.rules.delete(id);
    for (const letGo of rule.waiting) letGo();
    return true;
  }

  clear(): void {
    for (const id of [...this.rules.keys()]) this.remove(id);
  }

  /** Resolves when the rule is removed. */
  async held(rule: FaultRule): Promise<void> {
    if (!this.rules.has(rule.id)) return;
    await new Promise<void>((letGo) => rule.waiting.add(letGo));
  }
}

function matches(match: FaultMatch, method: string, path: string, idempotencyKey: string | null): boolean {
  if (match.method !== null && match.method !== method) return false;
  if (match.path !== null && !pathMatches(match.path, path)) return false;
  return (
    match.idempotencyKey === null || (idempotencyKey !== null && pathMatches(match.idempotencyKey, idempotencyKey))
  );
}

/** Whether a path fits a pattern: `*` stands for anything within one segment, `**` for anything. */
export function pathMatches(pattern: string, path: string): boolean {
  if (!pattern.includes('*')) return pattern === path;
  const escaped = pattern.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&');
  const parts = escaped.split('**').map((part) => part.replaceAll('*', '[^/]*'));
  return new RegExp(`^${parts.join('.*')}$`).test(path);
}
