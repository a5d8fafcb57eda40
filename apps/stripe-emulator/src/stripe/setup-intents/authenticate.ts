import type { Account } from '../account';
import { declined } from '../payment-methods/decline';
import type { PaymentMethod } from '../payment-methods/payment-method';
import { byItself } from '../request';
import { concludeChallenge } from './attempt';
import type { SetupFailure } from './setup-failure';
import type { SetupIntent } from './setup-intent';

const FAILED = declined(
  'setup_intent_authentication_failure',
  'setup_intent_authentication_failure',
  'The latest attempt to set up the payment method has failed because authentication failed.',
);

/** The buyer answered the 3-D Secure challenge; false when the SetupIntent no longer waits for it. */
export function answerSetupChallenge(account: Account, intent: SetupIntent, passed: boolean, now: number): boolean {
  const method = intent.paymentMethod;
  if (intent.status !== 'requires_action' || method === null) return false;
  const context = byItself(account, now);
  concludeChallenge(context, intent, method, passed ? objectionOf(method) : failedBy(method));
  return true;
}

/** Passed, but the bank may still decline the card. */
function objectionOf(paymentMethod: PaymentMethod): SetupFailure | null {
  const { behaviour } = paymentMethod.card;
  if (behaviour.kind !== 'challenges' || behaviour.decline === null) return null;
  return { decline: behaviour.decline, type: 'card_error', paymentMethod };
}

function failedBy(paymentMethod: PaymentMethod): SetupFailure {
  return { decline: FAILED, type: 'invalid_request_error', paymentMethod };
}
