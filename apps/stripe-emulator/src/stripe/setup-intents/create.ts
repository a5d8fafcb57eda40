import type { Params } from '../../wire/params';
import { knownCustomer } from '../customers/find';
import { invalidRequest } from '../error';
import { emit } from '../events/emit';
import { mergedMetadata } from '../metadata';
import { changedMethodTypes, checkedList, redirectsOf } from '../payment-intents/confirming/method-types';
import type { MethodTypes } from '../payment-intents/confirming/method-types';
import { givenMethod } from '../payment-methods/given-method';
import { checkUsable } from '../payment-methods/use-payment-method';
import type { MethodToUse } from '../payment-methods/use-payment-method';
import type { Context, Operation } from '../request';
import { seconds } from '../request';
import { confirmSetup } from './confirm';
import { renderSetupIntent } from './setup-intent';
import type { SetupIntent } from './setup-intent';

/** This only means something when the same request confirms (documented). */
const ONLY_WITH_CONFIRM = ['confirmation_token', 'return_url'];

const ALL_TYPES: MethodTypes = { allowedPaymentMethodTypes: null, excludedPaymentMethodTypes: null };

/** A confirmation that fails leaves the SetupIntent behind, as it does with PaymentIntents (assumed). */
export const createSetupIntent: Operation = (context, params) => {
  const confirms = params.flag('confirm') === true;
  const name = ONLY_WITH_CONFIRM.find((candidate) => !confirms && params.has(candidate));
  if (name !== undefined) {
    throw invalidRequest(`The parameter \`${name}\` can only be used when \`confirm\` is \`true\`.`, name);
  }
  const customerId = params.text('customer');
  const customer = customerId === undefined ? null : knownCustomer(context.account, customerId, 'customer').id;
  const method = givenMethod(context, params);
  if (method !== undefined) checkUsable(method, customer, 'SetupIntent');
  const intent = addSetupIntent(context, params, customer, confirms ? undefined : method);
  emit(context, 'setup_intent.created', intent.id, renderSetupIntent(intent));
  if (confirms) confirmSetup(context, intent, params);
  return () => renderSetupIntent(intent);
};

function addSetupIntent(
  context: Context,
  params: Params,
  customer: string | null,
  method: MethodToUse | undefined,
): SetupIntent {
  const { ids, setupIntents } = context.account;
  const metadata = mergedMetadata(new Map(), params);
  const methodTypes = changedMethodTypes(ALL_TYPES, params);
  const { listedTypes: listed } = context.ways;
  const id = ids.next('seti');
  return setupIntents.add({
    id,
    created: seconds(context),
    clientSecret: `${id}_secret_${ids.secret()}`,
    allowRedirects: listed === null ? redirectsOf(params) : null,
    listedTypes: listed === null ? ['card'] : checkedList(listed),
    configuration: context.account.configuration,
    usage: params.text('usage') ?? 'off_session',
    methodTypes,
    customer,
    description: params.text('description') ?? null,
    metadata,
    threeDSecure: params.hash('payment_method_options')?.hash('card')?.text('request_three_d_secure') ?? 'automatic',
    status: method === undefined ? 'requires_payment_method' : 'requires_confirmation',
    cancellationReason: null,
    paymentMethod: method === undefined ? null : method.make(),
    nextAction: null,
    lastFailure: null,
    attempts: [],
  });
}
