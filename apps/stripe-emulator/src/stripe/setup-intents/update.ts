import type { Params } from '../../wire/params';
import { knownCustomer } from '../customers/find';
import { refusal } from '../error';
import { mergedMetadata } from '../metadata';
import { checkedList } from '../payment-intents/confirming/method-types';
import { givenMethod } from '../payment-methods/given-method';
import { checkUsable } from '../payment-methods/use-payment-method';
import type { Context, Operation } from '../request';
import { abandonAttempt } from './attempt';
import { findSetupIntent, unexpectedSetupState } from './find';
import { renderSetupIntent } from './setup-intent';
import type { SetupIntent } from './setup-intent';

const OPEN = new Set(['requires_payment_method', 'requires_confirmation', 'requires_action']);

/** What is fixed once it is over (assumed: like a PaymentIntent's). */
const FIXED_AT_THE_END = ['customer', 'payment_method', 'payment_method_data', 'payment_method_options'];

export const updateSetupIntent: Operation = (context, params, id) => {
  const intent = findSetupIntent(context.account, id);
  if (!OPEN.has(intent.status)) refuseFixed(intent, params);
  const method = givenMethod(context, params);
  const customer = changedCustomer(context, intent.customer, params);
  if (method !== undefined) checkUsable(method, customer, 'SetupIntent');
  const metadata = mergedMetadata(intent.metadata, params);
  const threeDSecure = params.hash('payment_method_options')?.hash('card')?.text('request_three_d_secure');
  const { listedTypes } = context.ways;
  if (listedTypes !== null) {
    intent.listedTypes = checkedList(listedTypes);
    intent.allowRedirects = null;
  }
  intent.customer = customer;
  intent.metadata = metadata;
  intent.description = params.text('description') ?? intent.description;
  intent.threeDSecure = threeDSecure ?? intent.threeDSecure;
  if (method !== undefined) {
    abandonAttempt(intent);
    intent.paymentMethod = method.make();
    intent.status = 'requires_confirmation';
    intent.nextAction = null;
  }
  return () => renderSetupIntent(intent);
};

/** Set once, as for PaymentIntents (assumed). */
function changedCustomer({ account }: Context, current: string | null, params: Params): string | null {
  const asked = params.text('customer');
  if (asked === undefined || asked === current) return current;
  if (current === null) return knownCustomer(account, asked, 'customer').id;
  throw refusal('You cannot modify `customer` on a SetupIntent when it already has been set.', 'customer');
}

function refuseFixed(intent: SetupIntent, params: Params): void {
  const name = FIXED_AT_THE_END.find((candidate) => params.has(candidate));
  if (name === undefined) return;
  throw unexpectedSetupState(
    `This SetupIntent's ${name} could not be updated because it has a status of ${intent.status}. You may only ` +
      `update the ${name} of a SetupIntent with one of the following statuses: requires_payment_method, ` +
      'requires_confirmation, requires_action.',
    intent,
  );
}
