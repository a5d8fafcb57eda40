import type { Params } from '../../wire/params';
import { NO_CONNECT } from '../connected-accounts/connect-terms';
import { checkedAmount, checkedCurrency } from '../currency';
import { invalidRequest } from '../error';
import { emit } from '../events/emit';
import type { PaymentMethod } from '../payment-methods/payment-method';
import { checkUsable, usePaymentMethod } from '../payment-methods/use-payment-method';
import type { Context, Operation } from '../request';
import { seconds } from '../request';
import { NO_CARD_OPTIONS } from './card-options';
import { readChanges } from './changes';
import type { Changes } from './changes';
import { confirm } from './confirm';
import { redirectsOf } from './method-types';
import { renderPaymentIntent } from './payment-intent';
import type { PaymentIntent } from './payment-intent';

/** These only mean something when the same request confirms (documented). */
const ONLY_WITH_CONFIRM = ['error_on_requires_action', 'off_session', 'return_url'];

const OF_CONFIRMATION = [
  'error_on_requires_action',
  'off_session',
  'payment_method',
  'payment_method_options',
  'return_url',
  'use_stripe_sdk',
];

/** A confirmation that fails leaves the PaymentIntent behind (recorded). */
export const createPaymentIntent: Operation = (context, params) => {
  const confirms = params.flag('confirm') === true;
  if (!confirms) refuseWithoutConfirm(params);
  const currency = checkedCurrency(params.text('currency') ?? '');
  const amount = checkedAmount(params.int('amount') ?? 0, currency);
  const blank = blankChanges(amount, currency, redirectsOf(params));
  const changes = readChanges(context, blank, params);
  const methodId = params.text('payment_method');
  const method = methodId === undefined ? undefined : usePaymentMethod(context, methodId);
  if (method !== undefined) checkUsable(method, changes.customer, 'PaymentIntent');
  const intent = addPaymentIntent(context, params, changes, confirms ? undefined : method?.make);
  emit(context, 'payment_intent.created', intent.id, renderPaymentIntent(intent));
  if (confirms) confirm(context, intent, withoutCreation(params));
  return () => renderPaymentIntent(intent);
};

function addPaymentIntent(
  context: Context,
  params: Params,
  changes: Changes,
  method: (() => PaymentMethod) | undefined,
): PaymentIntent {
  const { ids, paymentIntents } = context.account;
  const id = ids.next('pi');
  return paymentIntents.add({
    ...changes,
    id,
    created: seconds(context),
    clientSecret: `${id}_secret_${ids.secret()}`,
    configuration: context.account.configuration,
    confirmationMethod: params.text('confirmation_method') === 'manual' ? 'manual' : 'automatic',
    amountCapturable: 0,
    amountReceived: 0,
    amountReleased: 0,
    status: method === undefined ? 'requires_payment_method' : 'requires_confirmation',
    cancellation: null,
    captureDetails: null,
    paymentMethod: method === undefined ? null : method(),
    authenticated: false,
    incrementAttempts: 0,
    nextAction: null,
    lastFailure: null,
    charges: [],
  });
}

/** Capture is `automatic_async` unless asked otherwise (documented). */
function blankChanges(amount: number, currency: string, allowRedirects: Changes['allowRedirects']): Changes {
  return {
    allowRedirects,
    listedTypes: ['card'],
    allowedPaymentMethodTypes: null,
    excludedPaymentMethodTypes: null,
    amount,
    amountDetails: null,
    captureMethod: 'automatic_async',
    cardOptions: NO_CARD_OPTIONS,
    connect: NO_CONNECT,
    currency,
    customer: null,
    description: null,
    metadata: new Map(),
    paymentDetails: null,
    receiptEmail: null,
    setupFutureUsage: null,
    shipping: null,
    statementDescriptorSuffix: null,
    transferGroup: null,
  };
}

function refuseWithoutConfirm(params: Params): void {
  const name = ONLY_WITH_CONFIRM.find((candidate) => params.has(candidate));
  if (name === undefined) return;
  throw invalidRequest(`The parameter \`${name}\` can only be used when \`confirm\` is \`true\`.`, name);
}

/** What creation has already read is not read twice; what belongs to this one confirmation is left. */
function withoutCreation(params: Params): Params {
  return params.only(OF_CONFIRMATION);
}
