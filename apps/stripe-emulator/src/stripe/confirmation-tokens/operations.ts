import { invalidRequest, noSuch, uncovered } from '../error';
import type { Params } from '../../wire/params';
import { NEW_FIELDS, readNewMethod } from '../payment-methods/card-params';
import { testCard } from '../payment-methods/test-cards';
import { findPaymentMethod } from '../payment-methods/use-payment-method';
import type { Context, Operation } from '../request';
import { seconds } from '../request';
import { renderConfirmationToken } from './confirmation-token';
import type { TokenMethod } from './confirmation-token';

/** Documented. */
const LIVES_SECONDS = 12 * 60 * 60;

/** In a browser Stripe's own script makes them; this is the helper for tests. */
export const createConfirmationToken: Operation = (context, params) => {
  const { account } = context;
  const options = params.hash('payment_method_options')?.names() ?? [];
  if (options.length > 0) throw uncovered('payment_method_options');
  const method = methodIn(context, params);
  const created = seconds(context);
  const token = account.confirmationTokens.add({
    id: account.ids.next('ctoken'),
    created,
    expiresAt: created + LIVES_SECONDS,
    method,
    given: params.only(['return_url', 'setup_future_usage', 'shipping']),
    usedBy: null,
  });
  return () => renderConfirmationToken(token);
};

export const retrieveConfirmationToken: Operation = ({ account }, _params, id) => {
  const token = account.confirmationTokens.get(id);
  if (token === undefined) throw noSuch('confirmation_token', id, 'confirmation_token');
  return () => renderConfirmationToken(token);
};

function methodIn(context: Context, params: Params): TokenMethod | null {
  const id = params.text('payment_method');
  const data = params.hash('payment_method_data');
  if (id !== undefined && data !== undefined) {
    throw invalidRequest(
      'You may only specify one of these parameters: payment_method, payment_method_data.',
      'payment_method',
    );
  }
  if (data !== undefined) {
    const { card, fields, spend } = readNewMethod(context, data);
    spend();
    return { kind: 'new', card, fields };
  }
  if (id === undefined) return null;
  const card = testCard(id);
  if (card !== undefined) return { kind: 'new', card, fields: NEW_FIELDS };
  return { kind: 'stored', method: findPaymentMethod(context, id) };
}
