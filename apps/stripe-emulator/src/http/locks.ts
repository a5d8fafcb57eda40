import type { Account } from '../stripe/account';
import { stepsOf } from '../stripe/routes';
import type { FormTree } from '../wire/form';

/** Objects that a request is changing right now. Requests that only read take no lock (documented). */
export class Locks {
  private readonly held = new Set<string>();

  /** The function that lets go, or undefined when another request has the object. */
  take(object: string | undefined): (() => void) | undefined {
    if (object === undefined) return NOTHING;
    if (this.held.has(object)) return undefined;
    this.held.add(object);
    return () => {
      this.held.delete(object);
    };
  }
}

const NOTHING = (): void => undefined;

/**
 * The object a write works on. Charges and refunds share the lock of their PaymentIntent, because they change it
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
