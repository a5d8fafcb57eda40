import { isJsonObject } from '../../../../libs/emulation/objects/json';
import type { Account } from '../wooshpay/account';
import type { WooshPayRequest } from '../wooshpay/requests/request';

/** The object a write works on; a refund works on its PaymentIntent. Reads lock nothing. */
export function lockedObject(account: Account, { body, method, path }: WooshPayRequest): string | undefined {
  if (method === 'GET') return undefined;
  const [, , resource, id] = path.split('/');
  if (id !== undefined) return id;
  if (resource !== 'refunds') return undefined;
  const named = intentIn(body);
  return named !== undefined && account.paymentIntents.get(named) !== undefined ? named : undefined;
}

function intentIn(body: string): string | undefined {
  try {
    const value: unknown = JSON.parse(body);
    const named = isJsonObject(value) ? value['payment_intent'] : undefined;
    return typeof named === 'string' ? named : undefined;
  } catch {
    return undefined;
  }
}
