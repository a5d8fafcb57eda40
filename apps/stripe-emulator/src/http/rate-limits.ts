/** Which limit a request ran into, as `Stripe-Rate-Limited-Reason` says it (documented). */
export type RateLimitReason = 'endpoint-rate' | 'global-rate' | 'resource-specific';

interface Limit {
  readonly most: number;
  readonly seconds: number;
}

/** Documented: 25 a second for one endpoint, 100 a second for an account, 1000 updates of a PaymentIntent an hour. */
const ENDPOINT: Limit = { most: 25, seconds: 1 };
const ACCOUNT: Limit = { most: 100, seconds: 1 };
const PAYMENT_INTENT: Limit = { most: 1000, seconds: 3600 };

/** How long ago entries may be before they are swept out. */
const SWEEP_ABOVE = 10_000;

/**
 * The request rates of one account, on its clock. A request passes when fewer than `most` passed in the `seconds`
 * before it; refused ones do not count (both assumed: Stripe publishes the numbers, not the way they are counted).
 */
export class RateLimits {
  private readonly passed = new Map<string, number[]>();

  /** Counts the request, or names the limit that refuses it. */
  take(method: string, path: string, now: number): RateLimitReason | undefined {
    const checks = limitsOn(method, path);
    const refused = checks.find(({ name, limit }) => this.isFull(name, limit, now));
    if (refused !== undefined) return refused.reason;
    for (const { name, limit } of checks) this.count(name, limit, now);
    if (this.passed.size > SWEEP_ABOVE) this.sweep(now);
    return undefined;
  }

  private isFull(name: string, { most, seconds }: Limit, now: number): boolean {
    const times = this.passed.get(name) ?? [];
    const oldest = times.at(-most);
    return oldest !== undefined && oldest > now - seconds;
  }

  private count(name: string, { most }: Limit, now: number): void {
    const times = this.passed.get(name) ?? [];
    times.push(now);
    if (times.length >= 2 * most) times.splice(0, times.length - most);
    this.passed.set(name, times);
  }

  private sweep(now: number): void {
    for (const [name, times] of this.passed) {
      if ((times.at(-1) ?? 0) <= now - PAYMENT_INTENT.seconds) this.passed.delete(name);
    }
  }
}

interface Check {
  readonly name: string;
  readonly limit: Limit;
  readonly reason: RateLimitReason;
}

function limitsOn(method: string, path: string): readonly Check[] {
  const [, , resource = '', id, verb] = path.split('/');
  const endpoint = [method, resource, ...(id === undefined ? [] : ['{id}']), ...(verb === undefined ? [] : [verb])];
  const updates = method === 'POST' && resource === 'payment_intents' && id !== undefined;
  return [
    { name: endpoint.join(' '), limit: ENDPOINT, reason: 'endpoint-rate' },
    { name: 'account', limit: ACCOUNT, reason: 'global-rate' },
    ...(updates ? [{ name: id, limit: PAYMENT_INTENT, reason: 'resource-specific' as const }] : []),
  ];
}
