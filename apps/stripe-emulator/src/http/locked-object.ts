import type { Account } from '../stripe/account';
import { stepsOf } from '../stripe/routes';
import type { FormTree } from '../wire/form';

/**
 * The object a write works on; requests that only read take no lock (documented). Charges and refunds share the lock of their PaymentIntent, because they change it
 * (assumed: Stripe documents locks on objects, not which objects share one).
 */
export function lockedObject(account: Account, method: string, path: string, form: FormTree): string | undefined {
  if (method !== 'POST' && method !== 'DELETE') return undefined;
  const [, resource, id] = stepsOf(path);
  const named = id ?? (resource === 'refunds' ? (textOf(form, 'payment_intent') ?? textOf(form, 'charge')) : undefined);
  if (named === undefined) return undefined;
  return account.charges.get(named)?.paymentIntent ?? named;
}

function textOf(form: FormTree, name: string): string | undefined {
  const value = form.get(name);
  return typeof value === 'string' ? value : undefined;
}
