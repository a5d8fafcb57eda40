import { Tenants as EveryTenant } from '../../../../libs/emulation/tenants/tenants';
import { WebhookPost } from '../../../../libs/emulation/webhooks/post';
import { parseOwn } from '../journal/entry';
import type { OwnEntry } from '../journal/entry';
import { controlAgain, happenAgain } from '../journal/replay';
import type { Account } from '../stripe/account';
import { accountOf } from '../stripe/connected-accounts/objects-of-seller';
import { Tenant } from './tenant';

/** All API keys seen so far. */
export type Tenants = EveryTenant<Tenant, OwnEntry>;

/** With a journal everything is as it was at its end. `checked`: see `EmulatorOptions`. */
export function openTenants(seed: string, journalPath?: string, checked = false): Tenants {
  const post = new WebhookPost({
    signatureHeader: 'stripe-signature',
    userAgent: 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
  });
  return new EveryTenant<Tenant, OwnEntry>(
    seed,
    {
      open: (accountSeed, record) => new Tenant(accountSeed, post, record, checked),
      parse: parseOwn,
      control: controlAgain,
      own: happenAgain,
      close: () => {
        post.close();
      },
    },
    journalPath,
  );
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
