import type { Account } from '../../account';
import { declined } from '../../payment-methods/decline';
import { byItself } from '../../request';
import { askBank } from './attempt';
import { failAttempt } from './decline';
import type { PaymentIntent } from '../payment-intent';

const FAILED = declined(
  'payment_intent_authentication_failure',
  'payment_intent_authentication_failure',
  'We are unable to authenticate your payment method. Please choose a different payment method and try again.',
);

/** The buyer answered the 3-D Secure challenge; false when the PaymentIntent no longer waits for it. */
export function answerChallenge(account: Account, intent: PaymentIntent, passed: boolean, now: number): boolean {
  const method = intent.paymentMethod;
  if (intent.status !== 'requires_action' || method === null) return false;
  const context = byItself(account, now);
  if (!passed) {
    failAttempt(context, intent, method, FAILED, null, 'invalid_request_error');
  } else if (intent.confirmationMethod === 'manual') {
    // The server confirms once more before the bank is asked (documented).
    intent.status = 'requires_confirmation';
    intent.nextAction = null;
    intent.authenticated = true;
  } else {
    // A decline after the challenge shows on the PaymentIntent; there is no caller to tell.
    askBank(context, intent, method, { authenticated: true, moto: false, offSession: false });
  }
  return true;
}
