import { renderCharge } from '../../charges/charge';
import { shownIntent } from '../../charges/hidden-intent';
import type { StripeError } from '../../error';
import { emit } from '../../events/emit';
import { declineError } from '../../payment-methods/decline';
import type { Decline } from '../../payment-methods/decline';
import { renderPaymentMethod } from '../../payment-methods/payment-method';
import type { PaymentMethod } from '../../payment-methods/payment-method';
import type { Context } from '../../request';
import { addCharge } from '../make-charge';
import { renderPaymentIntent } from '../payment-intent';
import type { PaymentIntent } from '../payment-intent';

/** The bank says no: the PaymentIntent waits for another method; the answer is what the caller gets, a 402 (recorded). */
export function decline(
  context: Context,
  intent: PaymentIntent,
  paymentMethod: PaymentMethod,
  reason: Decline,
): StripeError {
  const charge = addCharge(context, intent, paymentMethod, { kind: 'declined', decline: reason });
  emit(context, 'charge.failed', intent.id, renderCharge(charge));
  failAttempt(context, intent, paymentMethod, reason, charge.id);
  return cardError(intent, paymentMethod, reason, charge.id);
}

/** Authentication was needed and nobody could do it: like a decline, but without a charge (recorded). */
export function refuseUnauthenticated(
  context: Context,
  intent: PaymentIntent,
  paymentMethod: PaymentMethod,
  reason: Decline,
): StripeError {
  failAttempt(context, intent, paymentMethod, reason, null);
  return cardError(intent, paymentMethod, reason, null);
}

export function failAttempt(
  context: Context,
  intent: PaymentIntent,
  paymentMethod: PaymentMethod,
  reason: Decline,
  charge: string | null,
  type: 'card_error' | 'invalid_request_error' = 'card_error',
): void {
  intent.status = 'requires_payment_method';
  intent.paymentMethod = null;
  intent.nextAction = null;
  intent.authenticated = false;
  intent.lastFailure = { decline: reason, type, charge, paymentMethod };
  emit(context, 'payment_intent.payment_failed', intent.id, renderPaymentIntent(intent));
}

export function cardError(
  intent: PaymentIntent,
  paymentMethod: PaymentMethod,
  reason: Decline,
  charge: string | null,
): StripeError {
  // Where nobody sees the PaymentIntent, the error names the charge alone.
  const hidden = shownIntent(intent.id) === null;
  return declineError(reason, {
    ...(charge !== null && { charge }),
    ...(!hidden && {
      payment_intent: renderPaymentIntent(intent),
      payment_method: renderPaymentMethod(paymentMethod),
    }),
  });
}
