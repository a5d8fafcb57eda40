import { StripeError } from '../error';
import type { ErrorFields } from '../error';

/** Why a bank, or Stripe itself, says no. */
export interface Decline {
  readonly code: string;
  readonly declineCode: string;
  readonly message: string;
  readonly adviceCode?: string;
  readonly param?: string;
  /** Stripe's own risk rules said no; the bank was never asked. */
  readonly blocked?: true;
}

const DECLINED = 'Your card was declined.';

export function declined(code: string, declineCode: string, message: string, adviceCode?: string): Decline {
  return { code, declineCode, message, ...(adviceCode !== undefined && { adviceCode }) };
}

export const GENERIC_DECLINE = declined('card_declined', 'generic_decline', DECLINED, 'try_again_later');

export const INSUFFICIENT_FUNDS = declined(
  'card_declined',
  'insufficient_funds',
  'Your card has insufficient funds.',
  'try_again_later',
);

/** Documented: a payment that Radar blocks is a decline as fraudulent, and its outcome says why. */
export const BLOCKED: Decline = { ...declined('card_declined', 'fraudulent', DECLINED), blocked: true };

/** Used when the bank wants 3-D Secure and nobody is there to do it (recorded). */
export const AUTHENTICATION_REQUIRED = declined(
  'authentication_required',
  'authentication_required',
  'Your card was declined. This transaction requires authentication.',
);

/** `error_on_requires_action`: the same, but the shop asked to fail instead (recorded). */
export const AUTHENTICATION_NOT_HANDLED = declined(
  'authentication_required',
  'authentication_not_handled',
  "This payment required an authentication action to complete, but `error_on_requires_action` was set. When you're " +
    'ready, you can upgrade your integration to handle actions at ' +
    'https://stripe.com/docs/payments/payment-intents/upgrade-to-handle-actions.',
);

export interface DecliningCard {
  readonly last4: string;
  readonly decline: Decline;
}

/** Recorded: codes, decline codes, advice codes and messages. Fraudulent and velocity show no advice code. */
export const DECLINES: Readonly<Record<string, DecliningCard>> = {
  chargeDeclined: { last4: '0002', decline: GENERIC_DECLINE },
  chargeDeclinedInsufficientFunds: { last4: '9995', decline: INSUFFICIENT_FUNDS },
  chargeDeclinedLostCard: {
    last4: '9987',
    decline: declined('card_declined', 'lost_card', DECLINED, 'do_not_try_again'),
  },
  chargeDeclinedStolenCard: {
    last4: '9979',
    decline: declined('card_declined', 'stolen_card', DECLINED, 'do_not_try_again'),
  },
  chargeDeclinedExpiredCard: {
    last4: '0069',
    decline: {
      ...declined('expired_card', 'expired_card', 'Your card has expired.', 'confirm_card_data'),
      param: 'exp_month',
    },
  },
  chargeDeclinedIncorrectCvc: {
    last4: '0127',
    decline: {
      ...declined('incorrect_cvc', 'incorrect_cvc', "Your card's security code is incorrect.", 'confirm_card_data'),
      param: 'cvc',
    },
  },
  chargeDeclinedProcessingError: {
    last4: '0119',
    decline: declined(
      'processing_error',
      'processing_error',
      'An error occurred while processing your card. Try again in a little bit.',
      'try_again_later',
    ),
  },
  chargeDeclinedFraudulent: { last4: '0019', decline: declined('card_declined', 'fraudulent', DECLINED) },
  chargeDeclinedVelocityLimitExceeded: {
    last4: '6975',
    decline: declined('card_declined', 'card_velocity_exceeded', DECLINED),
  },
};

/**
 * How the caller is told: a 402 that is kept under the idempotency key (recorded).
 * @param shown what was declined, as far as there is something to show
 */
export function declineError(
  { adviceCode, code, declineCode, message, param }: Decline,
  shown: Pick<ErrorFields, 'charge' | 'payment_intent' | 'payment_method' | 'setup_intent'>,
): StripeError {
  return new StripeError(
    402,
    {
      type: 'card_error',
      message,
      code,
      decline_code: declineCode,
      ...(adviceCode !== undefined && { advice_code: adviceCode }),
      ...(param !== undefined && { param }),
      ...shown,
    },
    true,
  );
}
