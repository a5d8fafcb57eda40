import type { Params } from '../../../wire/params';
import { useToken, withToken } from '../../confirmation-tokens/use';
import { refuseAboveBrand } from '../../currency';
import { refusal, StripeError, unexpectedState } from '../../error';
import { givenMethod } from '../../payment-methods/given-method';
import { checkUsable } from '../../payment-methods/use-payment-method';
import type { MethodToUse } from '../../payment-methods/use-payment-method';
import type { Context, Operation } from '../../request';
import { CARD_FEATURES } from '../../settings';
import { attempt } from './attempt';
import type { Confirmation } from './attempt';
import { mergedCardOptions, wants } from '../card-options';
import type { CardOptions } from '../card-options';
import { applyChanges, readChanges } from '../changes';
import type { Changes } from '../changes';
import { findPaymentIntent } from '../find';
import { renderPaymentIntent } from '../payment-intent';
import type { PaymentIntent } from '../payment-intent';
import { lacksReturnUrl, RETURN_URL_NEEDED } from './return-url';

const CONFIRMABLE = new Set(['requires_payment_method', 'requires_confirmation', 'requires_action']);

export const confirmPaymentIntent: Operation = (context, params, id) => {
  const intent = findPaymentIntent(context.account, id);
  confirm(context, intent, params);
  return () => renderPaymentIntent(intent);
};

/** One attempt to pay. Throws a 402 after recording the failure when the bank refuses. */
export function confirm(context: Context, intent: PaymentIntent, asked: Params): void {
  if (!CONFIRMABLE.has(intent.status)) throw notConfirmable(intent);
  const params = withToken(context, asked);
  const method = methodToUse(context, intent, params);
  const changes = readChanges(context, intent, params);
  checkUsable(method, changes.customer, 'PaymentIntent');
  checkAmountToConfirm(intent, params);
  const confirmation = readConfirmation(params);
  refuseRedirects(context, intent, changes, confirmation, params);
  refuseFeatures(context, mergedCardOptions(intent.cardOptions, params));
  applyChanges(intent, changes);
  const paymentMethod = method.make();
  refuseAboveBrand(intent.amount, intent.currency, paymentMethod.card.brand);
  useToken(context, params, 'payment_intent', intent.id);
  if (paymentMethod !== intent.paymentMethod) intent.authenticated = false;
  const refused = attempt(context, intent, paymentMethod, confirmation);
  if (refused !== null) throw refused;
}

function readConfirmation(params: Params): Confirmation {
  const ownScript = params.flag('use_stripe_sdk') === true;
  return {
    // `true`, or why: one_off or recurring.
    offSession: (params.scalar('off_session') ?? false) !== false,
    moto: params.hash('payment_method_options')?.hash('card')?.flag('moto') === true,
    errorOnRequiresAction: params.flag('error_on_requires_action') === true,
    returnUrl: ownScript ? null : (params.text('return_url') ?? null),
  };
}

/** Where Stripe chooses the ways to pay, some send the buyer away (recorded, both). */
function refuseRedirects(
  context: Context,
  intent: PaymentIntent,
  changes: Changes,
  { errorOnRequiresAction, offSession }: Confirmation,
  params: Params,
): void {
  if (errorOnRequiresAction && changes.allowRedirects !== null) {
    throw refusal(
      "The `error_on_requires_action` parameter can't be used with PaymentIntents which use payment methods managed " +
        'through the Dashboard',
      'error_on_requires_action',
    );
  }
  if (offSession || !lacksReturnUrl(context, changes, params)) return;
  const message = `This PaymentIntent is configured to accept payment methods enabled in your Dashboard. ${RETURN_URL_NEEDED}`;
  const shown = { payment_intent: renderPaymentIntent(intent) };
  throw new StripeError(400, { type: 'invalid_request_error', message, ...shown }, true);
}

function methodToUse(context: Context, intent: PaymentIntent, params: Params): MethodToUse {
  const given = givenMethod(context, params);
  if (given !== undefined) return given;
  const current = intent.paymentMethod;
  if (current !== null) return { stored: current, make: () => current };
  throw unexpectedState(
    "You cannot confirm this PaymentIntent because it's missing a payment method. You can either update the " +
      'PaymentIntent with a payment method and then confirm it again, or confirm it again directly with a payment ' +
      'method or ConfirmationToken.',
    renderPaymentIntent(intent),
  );
}

/** "Defaults to `amount`" is all that is documented; confirming another amount is refused (assumed). */
function checkAmountToConfirm(intent: PaymentIntent, params: Params): void {
  const amount = params.int('amount_to_confirm');
  if (amount === undefined || amount === intent.amount) return;
  throw refusal(
    `The \`amount_to_confirm\` (${String(amount)}) does not match the \`amount\` (${String(intent.amount)}) of this ` +
      'PaymentIntent.',
    'amount_to_confirm',
    'payment_intent_invalid_parameter',
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
