import { namedMethod, givenMethod } from '../payment-methods/given-method';
import { invalidRequest, unexpectedState } from '../requests/error';
import type { Operation } from '../requests/request';
import { attempt } from './attempt';
import { detailsIn } from './details';
import { findIntent } from './find';
import { renderPaymentIntent } from './payment-intent';
import type { Status } from './payment-intent';
import { checkMethod, USAGES } from './ways-to-pay';

const CONFIRMABLE: ReadonlySet<Status> = new Set([
  'requires_payment_method',
  'requires_confirmation',
  'requires_action',
]);

export const confirmPaymentIntent: Operation = (context, params, [id]) => {
  const intent = findIntent(context, id);
  const offSession = params.flag('off-session') ?? false;
  const usage = params.choice('setup_future_usage', USAGES);
  const details = detailsIn(params, intent);
  if (!CONFIRMABLE.has(intent.status)) {
    throw unexpectedState(`This PaymentIntent cannot be confirmed: its status is ${intent.status}.`);
  }
  const given = givenMethod(context, params);
  const method = given ?? (intent.paymentMethod === null ? undefined : namedMethod(context, intent.paymentMethod));
  if (method === undefined) throw invalidRequest('Missing required param: payment_method.', 'parameter_missing');
  checkMethod(intent, method);
  Object.assign(intent, details);
  intent.setupFutureUsage = usage ?? intent.setupFutureUsage;
  intent.paymentMethodOptions = params.raw('payment_method_options') ?? intent.paymentMethodOptions;
  const refusal = attempt(context, intent, method, { offSession });
  // The PaymentIntent shows it by now.
  if (refusal !== undefined) throw refusal;
  return () => renderPaymentIntent(context.account, intent);
};
