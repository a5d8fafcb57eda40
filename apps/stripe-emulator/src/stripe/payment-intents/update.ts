import type { Params } from '../../wire/params';
import { unexpectedState } from '../error';
import { givenMethod } from '../payment-methods/given-method';
import { checkUsable } from '../payment-methods/use-payment-method';
import type { MethodToUse } from '../payment-methods/use-payment-method';
import type { Operation } from '../request';
import { applyChanges, readChanges } from './changes';
import { findPaymentIntent } from './find';
import { renderPaymentIntent } from './payment-intent';
import type { PaymentIntent } from './payment-intent';

const OPEN = new Set(['requires_payment_method', 'requires_confirmation', 'requires_action']);

/** What is fixed once the bank has been asked. */
const FIXED_AFTER_CONFIRM = [
  'amount',
  'allowed_payment_method_types',
  'amount_details',
  'application_fee_amount',
  'capture_method',
  'currency',
  'customer',
  'excluded_payment_method_types',
  'payment_method',
  'payment_method_data',
  'payment_method_options',
  'setup_future_usage',
  'transfer_data',
];

/** What the buyer saw in a 3-D Secure challenge: with another value it has to be confirmed anew (assumed). */
const SEEN_BY_BUYER = ['amount', 'currency', 'payment_method_options'];

export const updatePaymentIntent: Operation = (context, params, id) => {
  const intent = findPaymentIntent(context.account, id);
  if (!OPEN.has(intent.status)) refuseFixed(intent, params);
  const method = givenMethod(context, params);
  const changes = readChanges(context, intent, params);
  if (method !== undefined) checkUsable(method, changes.customer, 'PaymentIntent');
  applyChanges(intent, changes);
  // "It will be cleared if the PaymentIntent is later updated for any reason" (documented).
  intent.lastFailure = null;
  changeMethod(intent, method, params);
  return () => renderPaymentIntent(intent);
};

/** Another method always has to be confirmed (documented). */
function changeMethod(intent: PaymentIntent, method: MethodToUse | undefined, params: Params): void {
  if (method !== undefined) {
    intent.paymentMethod = method.make();
    waitFor(intent, 'requires_confirmation');
  } else if (params.isUnset('payment_method')) {
    intent.paymentMethod = null;
    waitFor(intent, 'requires_payment_method');
  } else if (intent.status === 'requires_action' && SEEN_BY_BUYER.some((name) => params.has(name))) {
    waitFor(intent, 'requires_confirmation');
  }
}

function waitFor(intent: PaymentIntent, status: 'requires_confirmation' | 'requires_payment_method'): void {
  intent.status = status;
  intent.nextAction = null;
  intent.authenticated = false;
}

/** The message is recorded for `amount`; the others are assumed to be refused alike. */
function refuseFixed(intent: PaymentIntent, params: Params): void {
  const name = FIXED_AFTER_CONFIRM.find((candidate) => params.has(candidate));
  if (name === undefined) return;
  throw unexpectedState(
    `This PaymentIntent's ${name} could not be updated because it has a status of ${intent.status}. You may only ` +
      `update the ${name} of a PaymentIntent with one of the following statuses: requires_payment_method, ` +
      'requires_confirmation, requires_action.',
    renderPaymentIntent(intent),
    name,
  );
}
