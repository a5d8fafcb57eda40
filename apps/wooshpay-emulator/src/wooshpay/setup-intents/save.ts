import { emit } from '../events/emit';
import type { EventType } from '../events/event';
import { pageOf } from '../payment-intents/attempt';
import { challengeRedirect, ddcRedirect } from '../payment-intents/next-action';
import { namedMethod } from '../payment-methods/given-method';
import { renderPaymentMethod } from '../payment-methods/payment-method';
import type { PaymentMethod } from '../payment-methods/payment-method';
import { WooshPayError } from '../requests/error';
import type { ErrorFields } from '../requests/error';
import type { Context } from '../requests/request';
import { shown } from '../show';
import { renderSetupIntent } from './setup-intent';
import type { SetupAttempt, SetupIntent } from './setup-intent';

/** Tries to save a payment method. Gives the refusal when the bank says no, which the SetupIntent then shows. */
export function save(context: Context, intent: SetupIntent, method: PaymentMethod): WooshPayError | undefined {
  intent.paymentMethod = method.id;
  intent.lastSetupError = null;
  const { authentication, decline } = method.behaviour;
  if (decline?.when === 'always' && authentication === 'none') return refuse(context, intent, method, decline);
  const url = pageOf(context, intent);
  if (authentication === 'ddc_then_challenge') intent.nextAction = ddcRedirect(url, intent.returnUrl);
  else if (authentication === 'challenge') intent.nextAction = challengeRedirect(url, intent.returnUrl);
  else {
    succeed(context, intent, method);
    return undefined;
  }
  intent.status = 'requires_action';
  note(context, intent, method, 'requires_action');
  emitSetup(context, 'setup_intent.requires_action', intent);
  return undefined;
}

/** The buyer's answer on the page that plays the bank; false when nothing waits for one any more. */
export function answerSetupChallenge(context: Context, intent: SetupIntent, passed: boolean): boolean {
  const { nextAction, paymentMethod } = intent;
  if (intent.status !== 'requires_action' || nextAction === null || paymentMethod === null) return false;
  const method = namedMethod(context, paymentMethod);
  if (!passed) {
    const message = 'The buyer was not authenticated.';
    refuse(context, intent, method, { code: 'authentication_failed', declineCode: null, message });
    return true;
  }
  if (nextAction.type === 'ddc_redirect') {
    intent.nextAction = challengeRedirect(pageOf(context, intent), nextAction.returnUrl);
    return true;
  }
  method.isAuthenticated = true;
  succeed(context, intent, method);
  return true;
}

function succeed(context: Context, intent: SetupIntent, method: PaymentMethod): void {
  intent.status = 'succeeded';
  intent.nextAction = null;
  if (intent.customer !== null) method.customer = intent.customer;
  note(context, intent, method, 'succeeded');
  emitSetup(context, 'setup_intent.succeeded', intent);
}

function refuse(
  context: Context,
  intent: SetupIntent,
  method: PaymentMethod,
  { code, declineCode, message }: { code: string; declineCode: string | null; message: string },
): WooshPayError {
  const fields: ErrorFields = {
    type: 'card_error',
    code,
    ...(declineCode !== null && { decline_code: declineCode }),
    message,
    payment_method: shown(context.account, renderPaymentMethod(context.account, method)),
  };
  intent.status = 'requires_payment_method';
  intent.paymentMethod = null;
  intent.nextAction = null;
  intent.lastSetupError = fields;
  note(context, intent, method, 'failed');
  emitSetup(context, 'setup_intent.setup_failed', intent);
  return new WooshPayError(402, fields, true);
}

function note(
  { account, now }: Context,
  intent: SetupIntent,
  method: PaymentMethod,
  status: SetupAttempt['status'],
): void {
  intent.attempts.push({ id: account.ids.next('setatt'), created: now, paymentMethod: method.id, status });
}

export function emitSetup(
  context: Context,
  type: Extract<EventType, `setup_intent.${string}`>,
  intent: SetupIntent,
): void {
  emit(context, type, intent.id, renderSetupIntent(context.account, intent));
}
