import { invalidRequest } from '../error';
import { findPaymentMethod } from '../payment-methods/use-payment-method';
import type { Operation } from '../request';
import { findSession } from './operations';
import { payInSession } from './pay';
import { renderSession, totalOf } from './session';

/** The page of a session as its own script reads it: here no more than the session (Stripe documents neither). */
export const retrievePaymentPage: Operation = ({ account }, _params, id) => {
  const session = findSession(account, id);
  return () => renderSession(session);
};

/** How the page's own script pays; Stripe's CLI does the same to trigger `checkout.session.completed`. */
export const confirmPaymentPage: Operation = (context, params, id) => {
  const session = findSession(context.account, id);
  const expected = params.int('expected_amount');
  if (expected !== undefined && expected !== totalOf(session)) {
    throw invalidRequest('The amount of this Checkout Session is not the expected one.', 'expected_amount');
  }
  const method = findPaymentMethod(context, params.text('payment_method') ?? '');
  const { email, name } = method.details.billing;
  payInSession(context, session, { paymentMethod: method.id, buyer: { email, name } });
  return () => renderSession(session);
};
