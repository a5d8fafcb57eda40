import type { Recording } from '../journal/entry';
import { Journal } from '../journal/journal';
import { Replay } from '../journal/replay';
import type { Account } from '../stripe/account';
import { accountOf } from '../stripe/connected-accounts/objects-of-seller';
import { WebhookPost } from '../webhooks/post';
import { Tenant } from './tenant';

/** All API keys seen so far: each has a world of its own. */
export class Tenants {
  private readonly byKey = new Map<string, Tenant>();
  private readonly post = new WebhookPost();
  private journal: Journal | undefined;
  private opened = 0;

  /**
   * Ids differ from start to start and from reset to reset, as Stripe's never come twice. With a journal everything is
   * as it was at its end.
   */
  constructor(
    private readonly seed: string,
    journalPath?: string,
    private readonly checked = false,
  ) {
    if (journalPath === undefined) return;
    const replay = new Replay(
      (key, accountSeed) => this.open(key, accountSeed),
      (key) => {
        this.drop(key);
      },
    );
    // Until it is assigned nothing is written to it: what is replayed is in it already.
    this.journal = Journal.open(journalPath, (line) => {
      replay.take(line);
    });
    replay.finish();
  }

  named(key: string): Tenant {
    const known = this.byKey.get(key);
    if (known !== undefined) return known;
    this.opened += 1;
    const seed = `${this.seed}/${key}/${String(this.opened)}`;
    const tenant = this.open(key, seed);
    tenant.record(() => ({ kind: 'open', key, seed, clock: tenant.clock.snapshot() }));
    return tenant;
  }

  all(): Tenant[] {
    return [...this.byKey.values()];
  }

  /** With their keys, in the order they came. */
  keyed(): [string, Tenant][] {
    return [...this.byKey];
  }

  /** Undefined: nothing is kept. */
  journalState(): ReturnType<Journal['state']> | undefined {
    return this.journal?.state();
  }

  forget(key: string): void {
    this.byKey.get(key)?.record(() => ({ kind: 'reset' }));
    this.drop(key);
  }

  close(): void {
    for (const key of [...this.byKey.keys()]) this.drop(key);
    this.post.close();
    this.journal?.close();
  }

  private open(key: string, seed: string): Tenant {
    const record: Recording = (entry) => {
      this.journal?.append(tenant.account.id, entry());
    };
    const tenant: Tenant = new Tenant(seed, this.post, record, this.checked);
    this.byKey.set(key, tenant);
    return tenant;
  }

  private drop(key: string): void {
    this.byKey.get(key)?.close();
    this.byKey.delete(key);
  }
}

/** The account of that id, with the tenant it belongs to: a key's own, or a connected one. */
export function accountNamed(
  tenants: readonly Tenant[],
  id: string,
): { readonly tenant: Tenant; readonly account: Account } | undefined {
  for (const tenant of tenants) {
    const account = accountOf(tenant.account, id);
    if (account !== undefined) return { tenant, account };
  }
  return undefined;
}
