import type { JsonObject } from '../../../../../libs/emulation/objects/json';
import { checkedAmount, checkedCurrency } from '../currency';
import { findCustomer } from '../customers/operations';
import { emit } from '../events/emit';
import { givenMethod } from '../payment-methods/given-method';
import { invalidRequest } from '../requests/error';
import type { Params } from '../requests/params';
import type { Context, Operation } from '../requests/request';
import { attempt } from './attempt';
import { detailsIn, NO_DETAILS } from './details';
import { renderPaymentIntent } from './payment-intent';
import type { PaymentIntent } from './payment-intent';
import { checkMethod, typesIn, USAGES } from './ways-to-pay';

const SECRET_LETTERS = 24;

export const createPaymentIntent: Operation = (context, params) => {
  const { account } = context;
  const offSession = params.flag('off-session') ?? false;
  const confirm = params.flag('confirm') ?? false;
  if (offSession && !confirm) throw invalidRequest('off-session can only be given with confirm.');
  const draft = draftOf(context, params);
  const method = givenMethod(context, params);
  if (confirm && method === undefined) {
    throw invalidRequest('Missing required param: payment_method.', 'parameter_missing');
  }
  if (method !== undefined) checkMethod(draft, method);
  const id = account.ids.next('pi');
  const intent = account.paymentIntents.add({
    ...draft,
    id,
    clientSecret: `${id}_secret_${account.ids.secret(SECRET_LETTERS)}`,
    status: method === undefined ? 'requires_payment_method' : 'requires_confirmation',
    paymentMethod: method?.id ?? null,
  });
  emit(context, 'payment_intent.created', id, renderPaymentIntent(account, intent));
  const refusal = confirm && method !== undefined ? attempt(context, intent, method, { offSession }) : undefined;
  if (refusal !== undefined) throw refusal;
  return () => renderPaymentIntent(account, intent);
};

type Draft = Omit<PaymentIntent, 'id' | 'clientSecret' | 'status' | 'paymentMethod'>;

function draftOf(context: Context, params: Params): Draft {
  const amount = checkedAmount(params.required('amount', params.int('amount')));
  const currency = checkedCurrency(params.required('currency', params.text('currency')));
  const customer = params.text('customer');
  return {
    ...detailsIn(params, NO_DETAILS),
    created: context.now,
    captureMethod: params.choice('capture_method', ['automatic', 'manual']) ?? 'automatic',
    confirmationMethod: params.choice('confirmation_method', ['automatic', 'manual']) ?? 'automatic',
    amount,
    currency,
    customer: customer === undefined ? null : findCustomer(context, customer).id,
    setupFutureUsage: params.choice('setup_future_usage', USAGES) ?? null,
    paymentMethodTypes: typesIn(params) ?? ['card'],
    paymentMethodOptions: optionsIn(params),
    lastPaymentError: null,
    nextAction: null,
    threeDSecure: null,
    latestCharge: null,
    amountCapturable: 0,
    amountReceived: 0,
    canceledAt: null,
    cancellationReason: null,
  };
}

/** With what the example has where nothing is said. */
function optionsIn(params: Params): JsonObject {
  return params.raw('payment_method_options') ?? { card: { request_three_d_secure: 'auto' } };
}
