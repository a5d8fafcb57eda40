import type { Params } from '../../wire/params';
import { withToken } from '../confirmation-tokens/use';
import { NO_CONNECT } from '../connected-accounts/connect-terms';
import { checkedAmount, checkedCurrency } from '../currency';
import { invalidRequest } from '../error';
import { emit } from '../events/emit';
import type { PaymentMethod } from '../payment-methods/payment-method';
import { givenMethod } from '../payment-methods/given-method';
import { checkUsable } from '../payment-methods/use-payment-method';
import type { Context, Operation } from '../request';
import { seconds } from '../request';
import { NO_CARD_OPTIONS } from './card-options';
import { readChanges } from './changes';
import type { Changes } from './changes';
import { confirm } from './confirming/confirm';
import { redirectsOf } from './confirming/method-types';
import { renderPaymentIntent } from './payment-intent';
import type { PaymentIntent } from './payment-intent';

/** These only mean something when the same request confirms (documented). */
const ONLY_WITH_CONFIRM = ['confirmation_token', 'error_on_requires_action', 'off_session', 'return_url'];

const OF_CONFIRMATION = [
  'confirmation_token',
  'error_on_requires_action',
  'off_session',
  'payment_method',
  'payment_method_data',
  'payment_method_options',
  'return_url',
  'use_stripe_sdk',
];

/** A confirmation that fails leaves the PaymentIntent behind (recorded). */
export const createPaymentIntent: Operation = (context, asked) => {
  const params = withToken(context, asked);
  const confirms = params.flag('confirm') === true;
  if (!confirms) refuseWithoutConfirm(params);
  const currency = checkedCurrency(params.text('currency') ?? '');
  const amount = checkedAmount(params.int('amount') ?? 0, currency);
  const blank = blankChanges(amount, currency, redirectsOf(params));
  const changes = readChanges(context, blank, params);
  const method = givenMethod(context, params);
  if (method !== undefined) checkUsable(method, changes.customer, 'PaymentIntent');
  const id = context.account.ids.next('pi');
  const started = { id, params, method: confirms ? undefined : method?.make };
  const intent = context.account.paymentIntents.add(newPaymentIntent(context, changes, started));
  emit(context, 'payment_intent.created', intent.id, renderPaymentIntent(intent));
  if (confirms) confirm(context, intent, withoutCreation(params));
  return () => renderPaymentIntent(intent);
};

interface Started {
  readonly id: string;
  readonly params: Params;
  readonly method: (() => PaymentMethod) | undefined;
}

/** A PaymentIntent that nothing has happened to yet. */
export function newPaymentIntent(context: Context, changes: Changes, { id, params, method }: Started): PaymentIntent {
  return {
    ...changes,
    id,
    created: seconds(context),
    clientSecret: `${id}_secret_${context.account.ids.secret()}`,
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
    review: null,
    charges: [],
  };
}

/** Capture is `automatic_async` unless asked otherwise (documented). */
export function blankChanges(amount: number, currency: string, allowRedirects: Changes['allowRedirects']): Changes {
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
