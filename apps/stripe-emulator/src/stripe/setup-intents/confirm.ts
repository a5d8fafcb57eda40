import type { Params } from '../../wire/params';
import { useToken, withToken } from '../confirmation-tokens/use';
import { StripeError } from '../error';
import { lacksReturnUrl, RETURN_URL_NEEDED } from '../payment-intents/confirming/return-url';
import { givenMethod } from '../payment-methods/given-method';
import { checkUsable } from '../payment-methods/use-payment-method';
import type { MethodToUse } from '../payment-methods/use-payment-method';
import type { Context, Operation } from '../request';
import { attemptSetup } from './attempt';
import { findSetupIntent, unexpectedSetupState } from './find';
import { renderSetupIntent } from './setup-intent';
import type { SetupIntent } from './setup-intent';

const CONFIRMABLE = new Set(['requires_payment_method', 'requires_confirmation', 'requires_action']);

export const confirmSetupIntent: Operation = (context, params, id) => {
  const intent = findSetupIntent(context.account, id);
  confirmSetup(context, intent, params);
  return () => renderSetupIntent(intent);
};

/** One attempt. Throws a 402 after recording the failure when the bank refuses. */
export function confirmSetup(context: Context, intent: SetupIntent, asked: Params): void {
  if (!CONFIRMABLE.has(intent.status)) throw notConfirmable(intent);
  const params = withToken(context, asked);
  const method = methodToUse(context, intent, params);
  checkUsable(method, intent.customer, 'SetupIntent');
  if (lacksReturnUrl(context, intent, params)) throw returnUrlNeeded(intent);
  const card = params.hash('payment_method_options')?.hash('card');
  const ownScript = params.flag('use_stripe_sdk') === true;
  intent.threeDSecure = card?.text('request_three_d_secure') ?? intent.threeDSecure;
  const paymentMethod = method.make();
  useToken(context, params, 'setup_intent', intent.id);
  const refused = attemptSetup(context, intent, paymentMethod, {
    moto: card?.flag('moto') === true,
    returnUrl: ownScript ? null : (params.text('return_url') ?? null),
  });
  if (refused !== null) throw refused;
}

/** In the words of the PaymentIntent's error (reported for SetupIntents too). */
function returnUrlNeeded(intent: SetupIntent): Error {
  const message = `This SetupIntent is configured to accept payment methods enabled in your Dashboard. ${RETURN_URL_NEEDED}`;
  return new StripeError(
    400,
    { type: 'invalid_request_error', message, setup_intent: renderSetupIntent(intent) },
    true,
  );
}

function methodToUse(context: Context, intent: SetupIntent, params: Params): MethodToUse {
  const given = givenMethod(context, params);
  if (given !== undefined) return given;
  const current = intent.paymentMethod;
  if (current !== null) return { stored: current, make: () => current };
  throw unexpectedSetupState(
    "You cannot confirm this SetupIntent because it's missing a payment method. You can either update the " +
      'SetupIntent with a payment method and then confirm it again, or confirm it again directly with a payment ' +
      'method or ConfirmationToken.',
    intent,
  );
}

/** In the words of the PaymentIntent's error (assumed). */
function notConfirmable(intent: SetupIntent): Error {
  const reason =
    intent.status === 'succeeded'
      ? 'it has already succeeded.'
      : `it has a status of ${intent.status}. Only a SetupIntent with one of the following statuses may be ` +
        'confirmed: requires_payment_method, requires_confirmation, requires_action.';
  return unexpectedSetupState(`You cannot confirm this SetupIntent because ${reason}`, intent);
}
