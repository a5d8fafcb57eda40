import type { Params } from '../../wire/params';
import { unexpectedState } from '../error';
import { usePaymentMethod } from '../payment-methods/use-payment-method';
import type { Operation } from '../request';
import { applyChanges, readChanges } from './changes';
import { findPaymentIntent } from './find';
import { renderPaymentIntent } from './payment-intent';
import type { PaymentIntent } from './payment-intent';

const OPEN = new Set(['requires_payment_method', 'requires_confirmation', 'requires_action']);

/** What is fixed once the bank has been asked. */
const FIXED_AFTER_CONFIRM = ['amount', 'amount_details', 'capture_method', 'payment_method', 'payment_method_options'];

export const updatePaymentIntent: Operation = (context, params, id) => {
  const intent = findPaymentIntent(context.account, id);
  if (!OPEN.has(intent.status)) refuseFixed(intent, params);
  const methodId = params.text('payment_method');
  const method = methodId === undefined ? undefined : usePaymentMethod(context, methodId);
  applyChanges(intent, readChanges(context, intent, params));
  if (method !== undefined) {
    intent.paymentMethod = method();
    intent.status = 'requires_confirmation';
    intent.nextAction = null;
  }
  return () => renderPaymentIntent(intent);
};

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
