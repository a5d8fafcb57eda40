import type Stripe from 'stripe';
import type { StripeAccount } from './account';

/** For tests that need no database: the account of a deployment that nobody else goes by. */
export function accountOf(client: Stripe, name = 'test'): StripeAccount {
  const we = { name, epoch: 1 };
  return { client, deployment: { toAct: () => Promise.resolve(we), toRead: () => Promise.resolve(we) } };
}
