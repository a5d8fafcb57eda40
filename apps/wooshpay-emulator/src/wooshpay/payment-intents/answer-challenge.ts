import { namedMethod } from '../payment-methods/given-method';
import type { Context } from '../requests/request';
import { ask, authorize, decline, pageOf } from './attempt';
import { challengeRedirect } from './next-action';
import type { PaymentIntent } from './payment-intent';

/** The buyer did not pass, or went back from the wallet without paying. */
const NOT_PASSED = {
  code: 'authentication_failed',
  declineCode: null,
  message: 'The buyer was not authenticated.',
};

/** The buyer's answer on the page that plays the bank or the wallet; false when nothing waits for one any more. */
export function answerChallenge(context: Context, intent: PaymentIntent, passed: boolean): boolean {
  const { nextAction, paymentMethod } = intent;
  if (intent.status !== 'requires_action' || nextAction === null || paymentMethod === null) return false;
  const method = namedMethod(context, paymentMethod);
  if (!passed) {
    if (intent.threeDSecure !== null) intent.threeDSecure = 'failed';
    decline(context, intent, method, NOT_PASSED);
    return true;
  }
  if (nextAction.type === 'ddc_redirect') {
    ask(context, intent, challengeRedirect(pageOf(context, intent), nextAction.returnUrl));
    return true;
  }
  intent.threeDSecure = 'passed';
  intent.nextAction = null;
  if (intent.confirmationMethod === 'manual') {
    // Documented: each attempt is then begun by the server, once more.
    intent.status = 'requires_confirmation';
    return true;
  }
  authorize(context, intent, method, { offSession: false });
  return true;
}
