import type { StripeError } from '../../error';
import { emit } from '../../events/emit';
import { AUTHENTICATION_NOT_HANDLED, AUTHENTICATION_REQUIRED } from '../../payment-methods/decline';
import { asksForChallenge } from '../../payment-methods/challenge-rule';
import type { PaymentMethod } from '../../payment-methods/payment-method';
import type { Context } from '../../request';
import { authorize } from './authorize';
import { decline, refuseUnauthenticated } from './decline';
import type { Presence } from './presence';
import { renderPaymentIntent } from '../payment-intent';
import type { PaymentIntent } from '../payment-intent';

/** What a confirmation says about the buyer. */
export interface Confirmation {
  readonly offSession: boolean;
  readonly moto: boolean;
  readonly errorOnRequiresAction: boolean;
  readonly returnUrl: string | null;
}

/** How long a payment that is not decided at once takes (assumed). */
export const PROCESSING_SECONDS = 60;

/** One attempt to pay. The error, if any, is what the caller gets after everything has been recorded. */
export function attempt(
  context: Context,
  intent: PaymentIntent,
  paymentMethod: PaymentMethod,
  confirmation: Confirmation,
): StripeError | null {
  const { moto, offSession } = confirmation;
  const { authenticated } = intent;
  if (!authenticated && isChallenged(intent, paymentMethod, confirmation)) {
    return challenge(context, intent, paymentMethod, confirmation);
  }
  return askBank(context, intent, paymentMethod, { authenticated, moto, offSession });
}

/** The bank's word, once the buyer is known. */
export function askBank(
  context: Context,
  intent: PaymentIntent,
  paymentMethod: PaymentMethod,
  presence: Presence,
): StripeError | null {
  const { behaviour } = paymentMethod.card;
  switch (behaviour.kind) {
    case 'approves':
      authorize(context, intent, paymentMethod, presence);
      return null;
    case 'declines':
      return decline(context, intent, paymentMethod, behaviour.decline);
    case 'declines_off_session':
      if (presence.offSession) return decline(context, intent, paymentMethod, behaviour.decline);
      authorize(context, intent, paymentMethod, presence);
      return null;
    case 'challenges':
      if (behaviour.decline !== null) return decline(context, intent, paymentMethod, behaviour.decline);
      authorize(context, intent, paymentMethod, presence);
      return null;
    case 'processes':
      process(context, intent, paymentMethod, presence);
      return null;
  }
}

/** Orders by mail or telephone are outside 3-D Secure (documented). */
function isChallenged(
  { cardOptions }: PaymentIntent,
  paymentMethod: PaymentMethod,
  { moto, offSession }: Confirmation,
): boolean {
  return !moto && asksForChallenge(paymentMethod, { offSession, requested: cardOptions.threeDSecure !== 'automatic' });
}

/** 3-D Secure: the buyer must act, unless the shop said that nobody is there or that it wants an error (recorded). */
function challenge(
  context: Context,
  intent: PaymentIntent,
  paymentMethod: PaymentMethod,
  { errorOnRequiresAction, offSession, returnUrl }: Confirmation,
): StripeError | null {
  if (offSession) return refuseUnauthenticated(context, intent, paymentMethod, AUTHENTICATION_REQUIRED);
  if (errorOnRequiresAction) {
    return refuseUnauthenticated(context, intent, paymentMethod, AUTHENTICATION_NOT_HANDLED);
  }
  intent.status = 'requires_action';
  intent.paymentMethod = paymentMethod;
  intent.lastFailure = null;
  intent.nextAction = { page: `${context.origin}/_emulator/challenges/${context.account.id}/${intent.id}`, returnUrl };
  emit(context, 'payment_intent.requires_action', intent.id, renderPaymentIntent(intent));
  return null;
}

/** Bank debits do this; for cards it is rare (documented), here it is a test card of the emulator's own (assumed). */
function process(context: Context, intent: PaymentIntent, paymentMethod: PaymentMethod, presence: Presence): void {
  intent.status = 'processing';
  intent.paymentMethod = paymentMethod;
  intent.nextAction = null;
  intent.lastFailure = null;
  context.account.due.add(context.now + PROCESSING_SECONDS, {
    kind: 'finish_processing',
    paymentIntent: intent,
    paymentMethod,
    presence,
  });
  emit(context, 'payment_intent.processing', intent.id, renderPaymentIntent(intent));
}

/** The bank has made up its mind, unless the payment was canceled meanwhile. */
export function finishProcessing(
  context: Context,
  intent: PaymentIntent,
  paymentMethod: PaymentMethod,
  presence: Presence,
): void {
  const { behaviour } = paymentMethod.card;
  if (intent.status !== 'processing' || behaviour.kind !== 'processes') return;
  if (behaviour.decline === null) authorize(context, intent, paymentMethod, presence);
  else decline(context, intent, paymentMethod, behaviour.decline);
}
