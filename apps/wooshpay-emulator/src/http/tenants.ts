import { Tenants as EveryTenant } from '../../../../libs/emulation/tenants/tenants';
import { WebhookPost } from '../../../../libs/emulation/webhooks/post';
import { parseOwn } from '../journal/entry';
import type { OwnEntry } from '../journal/entry';
import { controlAgain, happenAgain } from '../journal/replay';
import { Tenant } from './tenant';

/** All API keys seen so far. */
export type Tenants = EveryTenant<Tenant, OwnEntry>;

/** With a journal everything is as it was at its end. `checked`: see `EmulatorOptions`. */
export function openTenants(seed: string, journalPath?: string, checked = false): Tenants {
  const post = new WebhookPost({ signatureHeader: 'wooshpay-signature', userAgent: 'WooshPay/1.0 (emulator)' });
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
