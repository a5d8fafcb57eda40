import { StripeError } from '../error';
import type { Context } from '../request';
import { seconds } from '../request';
import type { PaymentMethod } from './payment-method';
import { testCard } from './test-cards';

/** A stored `pm_…`, or a test token, each use of which makes a new PaymentMethod (recorded). */
export function usePaymentMethod(context: Context, id: string, param = 'payment_method'): () => PaymentMethod {
  const { account } = context;
  const stored = account.paymentMethods.get(id);
  if (stored !== undefined) return () => stored;
  const card = testCard(id);
  if (card === undefined) throw noSuchPaymentMethod(id, param);
  return () =>
    account.paymentMethods.add({
      id: account.ids.next('pm'),
      created: seconds(context),
      card,
      customer: null,
    });
}

function noSuchPaymentMethod(id: string, param: string): StripeError {
  const message =
    `No such PaymentMethod: '${id}'; It's possible this PaymentMethod exists on one of your connected accounts, ` +
    'in which case you should retry this request on that connected account. ' +
    'Learn more at https://stripe.com/docs/connect/authentication';
  return new StripeError(404, { type: 'invalid_request_error', message, param, code: 'resource_missing' }, true);
}
