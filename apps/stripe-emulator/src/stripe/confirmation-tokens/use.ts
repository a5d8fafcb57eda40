import type { Params } from '../../wire/params';
import { noSuchInParams, refusal } from '../error';
import { addPaymentMethod } from '../payment-methods/use-payment-method';
import type { MethodToUse } from '../payment-methods/use-payment-method';
import type { Context } from '../request';
import type { ConfirmationToken } from './confirmation-token';

/** The request with what its token says besides; what the request says itself goes first (documented). */
export function withToken(context: Context, params: Params): Params {
  const token = tokenIn(context, params);
  return token === undefined ? params : params.or(token.given);
}

/** The method that the token of a request brings; undefined when there is no token, or no method in it. */
export function methodOfToken(context: Context, params: Params): MethodToUse | undefined {
  const method = tokenIn(context, params)?.method ?? null;
  if (method === null) return undefined;
  if (method.kind === 'stored') return { stored: method.method, make: () => method.method };
  return { stored: null, make: () => addPaymentMethod(context, method.card, method.fields) };
}

/** A token confirms one intent, whatever comes of it (documented). */
export function useToken(context: Context, params: Params, kind: 'payment_intent' | 'setup_intent', id: string): void {
  const token = tokenIn(context, params);
  if (token !== undefined) token.usedBy = { kind, id };
}

/** That one is used once and for twelve hours is documented, the words are not. */
function tokenIn({ account, now }: Context, params: Params): ConfirmationToken | undefined {
  const id = params.text('confirmation_token');
  if (id === undefined) return undefined;
  const token = account.confirmationTokens.get(id);
  if (token === undefined) throw noSuchInParams('confirmation_token', id, 'confirmation_token');
  if (token.usedBy !== null) {
    throw refusal(`The ConfirmationToken ${id} has already been used: ${token.usedBy.id}.`, 'confirmation_token');
  }
  if (token.expiresAt <= now) throw refusal(`The ConfirmationToken ${id} has expired.`, 'confirmation_token');
  return token;
}
