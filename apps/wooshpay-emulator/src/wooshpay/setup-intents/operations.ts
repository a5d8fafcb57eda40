import { findCustomer } from '../customers/operations';
import { mergedMetadata } from '../metadata';
import { typesIn, USAGES } from '../payment-intents/ways-to-pay';
import { givenMethod, namedMethod } from '../payment-methods/given-method';
import type { PaymentMethod } from '../payment-methods/payment-method';
import { impossible, invalidRequest, noSuch } from '../requests/error';
import { createdFilter, pageOf } from '../requests/list';
import type { Context, Operation } from '../requests/request';
import { emitSetup, save } from './save';
import { renderSetupAttempt, renderSetupIntent } from './setup-intent';
import type { SetupIntent } from './setup-intent';

const SECRET_LETTERS = 24;
const REASONS = ['abandoned', 'duplicate', 'requested_by_customer'] as const;

export const createSetupIntent: Operation = (context, params) => {
  const { account, now } = context;
  const confirm = params.flag('confirm') ?? false;
  const customer = params.text('customer');
  const method = givenMethod(context, params);
  if (confirm && method === undefined) {
    throw invalidRequest('Missing required param: payment_method.', 'parameter_missing');
  }
  if (method !== undefined) checkCard(method);
  const draft = {
    customer: customer === undefined ? null : findCustomer(context, customer).id,
    description: params.text('description') ?? null,
    metadata: mergedMetadata(new Map(), params),
    paymentMethodTypes: typesIn(params) ?? ['card'],
    paymentMethodOptions: params.raw('payment_method_options') ?? {},
    usage: params.choice('usage', USAGES) ?? 'off_session',
    returnUrl: params.text('return_url') ?? null,
  };
  const id = account.ids.next('seti');
  const intent: SetupIntent = account.setupIntents.add({
    ...draft,
    id,
    created: now,
    clientSecret: `${id}_secret_${account.ids.secret(SECRET_LETTERS)}`,
    status: method === undefined ? 'requires_payment_method' : 'requires_confirmation',
    paymentMethod: method?.id ?? null,
    lastSetupError: null,
    nextAction: null,
    cancellationReason: null,
    attempts: [],
  });
  emitSetup(context, 'setup_intent.created', intent);
  const refusal = confirm && method !== undefined ? save(context, intent, method) : undefined;
  if (refusal !== undefined) throw refusal;
  return () => renderSetupIntent(account, intent);
};

export const confirmSetupIntent: Operation = (context, params, [id]) => {
  const intent = findSetup(context, id);
  const returnUrl = params.text('return_url') ?? intent.returnUrl;
  if (intent.status === 'succeeded' || intent.status === 'canceled') throw wrongState('confirmed', intent);
  const given = givenMethod(context, params);
  const method = given ?? (intent.paymentMethod === null ? undefined : namedMethod(context, intent.paymentMethod));
  if (method === undefined) throw invalidRequest('Missing required param: payment_method.', 'parameter_missing');
  checkCard(method);
  intent.returnUrl = returnUrl;
  const refusal = save(context, intent, method);
  if (refusal !== undefined) throw refusal;
  return () => renderSetupIntent(context.account, intent);
};

export const updateSetupIntent: Operation = (context, params, [id]) => {
  const intent = findSetup(context, id);
  const metadata = mergedMetadata(intent.metadata, params);
  const customer = params.text('customer');
  const method = givenMethod(context, params);
  if (method !== undefined) checkCard(method);
  if (customer !== undefined) intent.customer = findCustomer(context, customer).id;
  intent.metadata = metadata;
  intent.description = params.text('description') ?? intent.description;
  if (method !== undefined && intent.status === 'requires_payment_method') {
    intent.paymentMethod = method.id;
    intent.status = 'requires_confirmation';
  }
  return () => renderSetupIntent(context.account, intent);
};

export const cancelSetupIntent: Operation = (context, params, [id]) => {
  const intent = findSetup(context, id);
  const reason = params.choice('cancellation_reason', REASONS) ?? null;
  if (intent.status === 'succeeded' || intent.status === 'canceled') throw wrongState('canceled', intent);
  intent.status = 'canceled';
  intent.nextAction = null;
  intent.cancellationReason = reason;
  emitSetup(context, 'setup_intent.canceled', intent);
  return () => renderSetupIntent(context.account, intent);
};

export const retrieveSetupIntent: Operation = (context, _params, [id]) => {
  const intent = findSetup(context, id);
  return () => renderSetupIntent(context.account, intent);
};

export const listSetupIntents: Operation = ({ account }, params) => {
  const customer = params.text('customer');
  const created = createdFilter(params);
  const page = pageOf(
    {
      oldestFirst: account.setupIntents.oldestFirst(),
      matches: (intent) => (customer === undefined || intent.customer === customer) && created(intent),
      render: (intent) => renderSetupIntent(account, intent),
      url: '/v1/setup_intents',
    },
    params,
  );
  return () => page;
};

export const listSetupAttempts: Operation = (context, params) => {
  const intent = findSetup(context, params.required('setup_intent', params.text('setup_intent')));
  const page = pageOf(
    {
      oldestFirst: intent.attempts,
      matches: () => true,
      render: (attempt) => renderSetupAttempt(context.account, intent, attempt),
      url: '/v1/setup_attempts',
    },
    params,
  );
  return () => page;
};

function findSetup({ account }: Context, id: string): SetupIntent {
  const intent = account.setupIntents.get(id);
  if (intent === undefined) throw noSuch('setup_intent', id);
  return intent;
}

function checkCard({ type }: PaymentMethod): void {
  if (type !== 'card') throw invalidRequest('Only cards can be saved.');
}

function wrongState(what: string, { status }: SetupIntent): Error {
  return impossible(`This SetupIntent cannot be ${what}: its status is ${status}.`, 'setup_intent_unexpected_state');
}
