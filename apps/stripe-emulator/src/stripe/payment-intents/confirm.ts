import type { Params } from '../../wire/params';
import { refusal, unexpectedState } from '../error';
import { emit } from '../events/emit';
import { usePaymentMethod } from '../payment-methods/use-payment-method';
import type { PaymentMethod } from '../payment-methods/payment-method';
import { AUTHENTICATION_NOT_HANDLED, AUTHENTICATION_REQUIRED } from '../payment-methods/test-cards';
import type { Context, Operation } from '../request';
import { CARD_FEATURES } from '../settings';
import { authorize, decline, refuseUnauthenticated } from './attempt';
import { mergedCardOptions, wants } from './card-options';
import type { CardOptions } from './card-options';
import { applyChanges, readChanges } from './changes';
import { findPaymentIntent } from './find';
import { renderPaymentIntent } from './payment-intent';
import type { PaymentIntent } from './payment-intent';

const CONFIRMABLE = new Set(['requires_payment_method', 'requires_confirmation', 'requires_action']);

export const confirmPaymentIntent: Operation = (context, params, id) => {
  const intent = findPaymentIntent(context.account, id);
  confirm(context, intent, params);
  return () => renderPaymentIntent(intent);
};

/** One attempt to pay. Throws a 402 after recording the failure when the bank refuses. */
export function confirm(context: Context, intent: PaymentIntent, params: Params): void {
  if (!CONFIRMABLE.has(intent.status)) throw notConfirmable(intent);
  const method = methodToUse(context, intent, params);
  const changes = readChanges(context, intent, params);
  refuseFeatures(context, mergedCardOptions(intent.cardOptions, params));
  applyChanges(intent, changes);
  attempt(context, intent, method(), params);
}

function attempt(context: Context, intent: PaymentIntent, paymentMethod: PaymentMethod, params: Params): void {
  const { behaviour } = paymentMethod.card;
  switch (behaviour.kind) {
    case 'approves':
      authorize(context, intent, paymentMethod, false);
      return;
    case 'declines':
      decline(context, intent, paymentMethod, behaviour.decline);
      return;
    case 'challenges':
      if (behaviour.when === 'on_request' && intent.cardOptions.threeDSecure === 'automatic') {
        authorize(context, intent, paymentMethod, false);
      } else {
        challenge(context, intent, paymentMethod, params);
      }
      return;
  }
}

/** 3-D Secure: the buyer must act, unless the shop said that nobody is there or that it wants an error (recorded). */
function challenge(context: Context, intent: PaymentIntent, paymentMethod: PaymentMethod, params: Params): void {
  const offSession = params.scalar('off_session') ?? false;
  if (offSession !== false) refuseUnauthenticated(context, intent, paymentMethod, AUTHENTICATION_REQUIRED);
  if (params.flag('error_on_requires_action') === true) {
    refuseUnauthenticated(context, intent, paymentMethod, AUTHENTICATION_NOT_HANDLED);
  }
  const ownScript = params.flag('use_stripe_sdk') === true;
  intent.status = 'requires_action';
  intent.paymentMethod = paymentMethod;
  intent.nextAction = {
    page: `${context.origin}/_emulator/challenges/${context.account.id}/${intent.id}`,
    returnUrl: ownScript ? null : (params.text('return_url') ?? null),
  };
  emit(context, 'payment_intent.requires_action', intent.id, renderPaymentIntent(intent));
}

function methodToUse(context: Context, intent: PaymentIntent, params: Params): () => PaymentMethod {
  const named = params.text('payment_method');
  if (named !== undefined) return usePaymentMethod(context, named);
  const current = intent.paymentMethod;
  if (current !== null) return () => current;
  throw unexpectedState(
    "You cannot confirm this PaymentIntent because it's missing a payment method. You can either update the " +
      'PaymentIntent with a payment method and then confirm it again, or confirm it again directly with a payment ' +
      'method or ConfirmationToken.',
    renderPaymentIntent(intent),
  );
}

/** Recorded for incremental authorization on an account without it; the PaymentIntent stays open. */
function refuseFeatures(context: Context, options: CardOptions): void {
  const { features } = context.account.settings;
  const refused = CARD_FEATURES.find((feature) => wants(options, feature) && features[feature] === 'refused');
  if (refused === undefined) return;
  throw refusal(
    'This account is not eligible for the requested card features. ' +
      'See https://stripe.com/docs/payments/flexible-payments for more details.',
    `payment_method_options[card][request_${refused}]`,
    'payment_intent_invalid_parameter',
  );
}

function notConfirmable(intent: PaymentIntent): Error {
  const reason =
    intent.status === 'succeeded'
      ? 'it has already succeeded after being previously confirmed.'
      : `it has a status of ${intent.status}. Only a PaymentIntent with one of the following statuses may be ` +
        'confirmed: requires_payment_method, requires_confirmation, requires_action.';
  return unexpectedState(`You cannot confirm this PaymentIntent because ${reason}`, renderPaymentIntent(intent));
}
