import type { Params } from '../../wire/params';
import { checkedAmount, checkedCurrency } from '../currency';
import { invalidRequest, noSuch } from '../error';
import { emit } from '../events/emit';
import type { PaymentMethod } from '../payment-methods/payment-method';
import { usePaymentMethod } from '../payment-methods/use-payment-method';
import type { Context, Operation } from '../request';
import { seconds } from '../request';
import { NO_CARD_OPTIONS } from './card-options';
import { readChanges } from './changes';
import type { Changes } from './changes';
import { confirm } from './confirm';
import { renderPaymentIntent } from './payment-intent';
import type { PaymentIntent } from './payment-intent';

/** These only mean something when the same request confirms (documented). */
const ONLY_WITH_CONFIRM = ['error_on_requires_action', 'off_session', 'return_url'];

/** A confirmation that fails leaves the PaymentIntent behind (recorded). */
export const createPaymentIntent: Operation = (context, params) => {
  const confirms = params.flag('confirm') === true;
  if (!confirms) refuseWithoutConfirm(params);
  refuseWithoutCard(params);
  const currency = checkedCurrency(params.text('currency') ?? '');
  const blank = blankChanges(checkedAmount(params.int('amount') ?? 0, currency));
  const changes = readChanges(context, { ...blank, currency }, params);
  const customer = knownCustomer(context, params);
  const methodId = params.text('payment_method');
  const method = methodId === undefined ? undefined : usePaymentMethod(context, methodId);
  const intent = addPaymentIntent(context, params, { ...changes, currency, customer }, confirms ? undefined : method);
  emit(context, 'payment_intent.created', intent.id, renderPaymentIntent(intent));
  if (confirms) confirm(context, intent, withoutCreation(params));
  return () => renderPaymentIntent(intent);
};

interface Draft extends Changes {
  readonly currency: string;
  readonly customer: string | null;
}

function addPaymentIntent(
  context: Context,
  params: Params,
  draft: Draft,
  method: (() => PaymentMethod) | undefined,
): PaymentIntent {
  const { ids, paymentIntents } = context.account;
  const id = ids.next('pi');
  return paymentIntents.add({
    ...draft,
    id,
    created: seconds(context),
    clientSecret: `${id}_secret_${ids.secret()}`,
    transferGroup: params.text('transfer_group') ?? null,
    allowRedirects: redirects(params),
    allowedPaymentMethodTypes: params.texts('allowed_payment_method_types') ?? null,
    setupFutureUsage: params.text('setup_future_usage') ?? null,
    amountCapturable: 0,
    amountReceived: 0,
    amountReleased: 0,
    status: method === undefined ? 'requires_payment_method' : 'requires_confirmation',
    cancellation: null,
    captureDetails: null,
    paymentMethod: method === undefined ? null : method(),
    nextAction: null,
    lastFailure: null,
    charges: [],
  });
}

/** Automatic payment methods are the default of this API version (documented), unless the types are listed (assumed). */
function redirects(params: Params): 'always' | 'never' | null {
  const automatic = params.hash('automatic_payment_methods');
  if (automatic === undefined) return params.has('allowed_payment_method_types') ? null : 'always';
  if (automatic.flag('enabled') === false) return null;
  return automatic.text('allow_redirects') === 'never' ? 'never' : 'always';
}

function knownCustomer(context: Context, params: Params): string | null {
  const id = params.text('customer');
  if (id === undefined) return null;
  if (context.account.customers.get(id) === undefined) throw noSuch('customer', id, 'customer');
  return id;
}

/** Capture is `automatic_async` unless asked otherwise (documented). */
function blankChanges(amount: number): Changes {
  return {
    amount,
    amountDetails: null,
    captureMethod: 'automatic_async',
    cardOptions: NO_CARD_OPTIONS,
    description: null,
    metadata: new Map(),
    paymentDetails: null,
    receiptEmail: null,
    shipping: null,
    statementDescriptorSuffix: null,
  };
}

/** Cards are the only payment methods here: a payment that cards may not make could never be made (assumed). */
function refuseWithoutCard(params: Params): void {
  const types = params.texts('allowed_payment_method_types');
  if (types === undefined || types.includes('card')) return;
  throw invalidRequest(
    `None of the payment method types ${types.join(', ')} is activated for your account.`,
    'allowed_payment_method_types',
  );
}

function refuseWithoutConfirm(params: Params): void {
  const name = ONLY_WITH_CONFIRM.find((candidate) => params.has(candidate));
  if (name === undefined) return;
  throw invalidRequest(`The parameter \`${name}\` can only be used when \`confirm\` is \`true\`.`, name);
}

/** What creation has already read; confirmation reads the rest. */
function withoutCreation(params: Params): Params {
  return params.only(['error_on_requires_action', 'off_session', 'payment_method', 'return_url', 'use_stripe_sdk']);
}
