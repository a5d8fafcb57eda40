import type { Account } from '../account';
import type { Decline } from '../payment-methods/test-cards';
import { BY_ITSELF } from '../request';
import type { Context } from '../request';
import { authorize, failAttempt } from './attempt';
import type { PaymentIntent } from './payment-intent';

const FAILED: Decline = {
  code: 'payment_intent_authentication_failure',
  declineCode: 'payment_intent_authentication_failure',
  message:
    'We are unable to authenticate your payment method. ' + 'Please choose a different payment method and try again.',
};

/** The buyer answered the 3-D Secure challenge; false when the PaymentIntent no longer waits for it. */
export function answerChallenge(account: Account, intent: PaymentIntent, passed: boolean, now: number): boolean {
  const method = intent.paymentMethod;
  if (intent.status !== 'requires_action' || method === null) return false;
  const context: Context = { account, now, cause: BY_ITSELF, origin: '' };
  if (passed) authorize(context, intent, method, true);
  else failAttempt(context, intent, method, FAILED, null, 'invalid_request_error');
  return true;
}
