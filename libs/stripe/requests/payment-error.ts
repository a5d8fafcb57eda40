import { z } from 'zod';
import type { PaymentError } from '../../domain/provider/payment-intent-reading';
import { lenient } from './answer';

/** Stripe's error, or the `last_payment_error` of a PaymentIntent. */
export interface StripePaymentError {
  readonly type?: string | null | undefined;
  readonly code?: string | null | undefined;
  readonly decline_code?: string | null | undefined;
  readonly message?: string | null | undefined;
}

/**
 * The latest failure, as a PaymentIntent and a SetupIntent keep it alike. Source: https://docs.stripe.com/api/errors
 */
export const paymentError = z.object({
  type: lenient(z.string()),
  code: lenient(z.string()),
  decline_code: lenient(z.string()),
  message: lenient(z.string()),
});

const CARD_ERROR = 'card_error';

/** For errors whose own text is written for programmers. */
const sentences: Readonly<Record<string, string>> = {
  amount_too_large: 'The amount is more than the hold has left.',
  amount_too_small: 'The amount is less than what can be charged to a card.',
  charge_already_captured: 'The hold has been captured already.',
  charge_expired_for_capture: 'The hold has expired.',
  capture_charge_authorization_expired: 'The hold has expired.',
  payment_intent_authentication_failure: 'The card could not be authenticated.',
  setup_intent_authentication_failure: 'The card could not be authenticated.',
  payment_intent_unexpected_state: 'The payment is not in a state that allows this.',
  payment_intent_invalid_parameter: 'The card does not allow this.',
  payment_method_detached: 'The card was removed, or may not be used again.',
  resource_missing: 'The payment method or customer does not exist.',
};

/**
 * What went wrong, fit to be shown to the buyer. Stripe writes only the messages of card errors for buyers
 * (https://docs.stripe.com/api/errors), and others can quote what was sent, so those are replaced by our own.
 */
export function paymentErrorOf(error: StripePaymentError): PaymentError {
  const { type, code, decline_code: declineCode, message } = error;
  const fallback = type === CARD_ERROR ? 'card_declined' : 'payment_failed';
  const known = code ?? fallback;
  return { code: known, declineCode: emptyToNull(declineCode), message: messageOf(type, known, message) };
}

function messageOf(type: string | null | undefined, code: string, message: string | null | undefined): string {
  if (type === CARD_ERROR) return emptyToNull(message) ?? 'The card was declined.';
  return sentences[code] ?? 'The payment could not be completed.';
}

/** The SDK fills a missing `decline_code` with an empty text. */
function emptyToNull(text: string | null | undefined): string | null {
  return text === undefined || text === '' ? null : text;
}
