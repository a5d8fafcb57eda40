import type { StripeError } from '../error';
import { emit } from '../events/emit';
import { attachDecline } from '../payment-methods/attach';
import { asksForChallenge } from '../payment-methods/challenge-rule';
import { declineError } from '../payment-methods/decline';
import { renderPaymentMethod } from '../payment-methods/payment-method';
import type { PaymentMethod } from '../payment-methods/payment-method';
import type { Context } from '../request';
import { seconds } from '../request';
import type { AttemptOutcome } from './setup-attempt';
import { renderSetupIntent } from './setup-intent';
import type { SetupFailure } from './setup-failure';
import type { SetupIntent } from './setup-intent';

export interface SetupConfirmation {
  readonly moto: boolean;
  readonly returnUrl: string | null;
}

/** One try to get a method ready. The error, if any, is what the caller gets after everything has been recorded. */
export function attemptSetup(
  context: Context,
  intent: SetupIntent,
  paymentMethod: PaymentMethod,
  { moto, returnUrl }: SetupConfirmation,
): StripeError | null {
  abandonAttempt(intent);
  const requested = intent.threeDSecure !== 'automatic';
  if (!moto && asksForChallenge(paymentMethod, { offSession: false, requested })) {
    record(context, intent, paymentMethod, { kind: 'requires_action' });
    intent.status = 'requires_action';
    intent.paymentMethod = paymentMethod;
    intent.lastFailure = null;
    intent.nextAction = {
      page: `${context.origin}/_emulator/challenges/${context.account.id}/${intent.id}`,
      returnUrl,
    };
    emit(context, 'setup_intent.requires_action', intent.id, renderSetupIntent(intent));
    return null;
  }
  const decline = attachDecline(paymentMethod.card);
  if (decline === null) {
    record(context, intent, paymentMethod, { kind: 'succeeded', authenticated: false });
    succeed(context, intent, paymentMethod);
    return null;
  }
  const failure: SetupFailure = { decline, type: 'card_error', paymentMethod };
  record(context, intent, paymentMethod, { kind: 'failed', failure });
  fail(context, intent, failure);
  return declineError(decline, {
    payment_method: renderPaymentMethod(paymentMethod),
    setup_intent: renderSetupIntent(intent),
  });
}

/** The buyer answered the 3-D Secure challenge. */
export function concludeChallenge(
  context: Context,
  intent: SetupIntent,
  paymentMethod: PaymentMethod,
  failure: SetupFailure | null,
): void {
  const attempt = intent.attempts.at(-1);
  if (attempt === undefined) throw new Error(`Bug! ${intent.id} has no attempt in ${intent.status}`);
  if (failure === null) {
    attempt.outcome = { kind: 'succeeded', authenticated: true };
    succeed(context, intent, paymentMethod);
  } else {
    attempt.outcome = { kind: 'failed', failure };
    fail(context, intent, failure);
  }
}

/** A challenge that nobody will answer any more. */
export function abandonAttempt(intent: SetupIntent): void {
  const attempt = intent.attempts.at(-1);
  if (attempt?.outcome.kind === 'requires_action') attempt.outcome = { kind: 'abandoned' };
}

/** The method becomes the customer's before the success is told (documented that it does, the order assumed). */
function succeed(context: Context, intent: SetupIntent, paymentMethod: PaymentMethod): void {
  intent.status = 'succeeded';
  intent.paymentMethod = paymentMethod;
  intent.nextAction = null;
  intent.lastFailure = null;
  if (intent.usage === 'off_session') paymentMethod.setUp = true;
  if (intent.customer !== null && paymentMethod.customer === null) {
    paymentMethod.customer = intent.customer;
    emit(context, 'payment_method.attached', intent.id, renderPaymentMethod(paymentMethod));
  }
  emit(context, 'setup_intent.succeeded', intent.id, renderSetupIntent(intent));
}

function fail(context: Context, intent: SetupIntent, failure: SetupFailure): void {
  intent.status = 'requires_payment_method';
  intent.paymentMethod = null;
  intent.nextAction = null;
  intent.lastFailure = failure;
  emit(context, 'setup_intent.setup_failed', intent.id, renderSetupIntent(intent));
}

function record(context: Context, intent: SetupIntent, paymentMethod: PaymentMethod, outcome: AttemptOutcome): void {
  const { ids, setupAttempts } = context.account;
  const attempt = setupAttempts.add({
    id: ids.next('setatt'),
    created: seconds(context),
    setupIntent: intent.id,
    customer: intent.customer,
    paymentMethod,
    methodDetails: paymentMethod.details,
    usage: intent.usage,
    outcome,
  });
  intent.attempts.push(attempt);
}
