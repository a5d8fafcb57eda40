import { WebhookPost } from '../webhooks/post';
import { Tenant } from './tenant';

/** All API keys seen so far: each has a world of its own. */
export class Tenants {
  private readonly byKey = new Map<string, Tenant>();
  private readonly post = new WebhookPost();
  private opened = 0;

  /** Ids differ from start to start and from reset to reset, as Stripe's never come twice. */
  constructor(private readonly seed: string) {}

  named(key: string): Tenant {
    const known = this.byKey.get(key);
    if (known !== undefined) return known;
    this.opened += 1;
    const tenant = new Tenant(`${this.seed}/${key}/${String(this.opened)}`, this.post);
    this.byKey.set(key, tenant);
    return tenant;
  }

  all(): Tenant[] {
    return [...this.byKey.values()];
  }

  forget(key: string): void {
    this.byKey.get(key)?.close();
    this.byKey.delete(key);
  }

  close(): void {
    for (const key of [...this.byKey.keys()]) this.forget(key);
    this.post.close();
  }
}
