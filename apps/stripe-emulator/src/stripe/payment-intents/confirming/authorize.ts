import type { Authorization } from '../../charges/authorization';
import { renderCharge } from '../../charges/charge';
import type { Charge } from '../../charges/charge';
import { addCapture, addSettledCapture } from '../../charges/settle';
import { completeSessionOf } from '../../checkout/complete';
import { announceDisputes } from '../../disputes/open';
import { emit } from '../../events/emit';
import { renderPaymentMethod } from '../../payment-methods/payment-method';
import type { PaymentMethod } from '../../payment-methods/payment-method';
import { warnOfFraud } from '../../radar/warn-of-fraud';
import { announceReview, openReview } from '../../radar/open-review';
import type { Context } from '../../request';
import { addCharge } from '../make-charge';
import { offerFor } from './offer';
import type { Presence } from './presence';
import { renderPaymentIntent } from '../payment-intent';
import type { PaymentIntent } from '../payment-intent';

/** The bank says yes: money is held, or taken at once when capture is automatic. */
export function authorize(
  context: Context,
  intent: PaymentIntent,
  paymentMethod: PaymentMethod,
  presence: Presence,
): void {
  const held = isManual(intent);
  const authorization = offerFor(context, intent, paymentMethod, held, presence);
  const charge = addCharge(context, intent, paymentMethod, { kind: 'authorized', authorization });
  intent.paymentMethod = paymentMethod;
  intent.nextAction = null;
  intent.authenticated = false;
  intent.lastFailure = null;
  keepForLater(context, intent, paymentMethod);
  const review = openReview(context, charge);
  charge.review = review?.id ?? null;
  intent.review = charge.review;
  if (held) hold(context, intent, charge, authorization);
  else takeAll(context, intent, charge);
  announceReview(context, review);
  completeSessionOf(context, intent);
}

/** With `setup_future_usage` the method becomes the customer's; without a customer it is spent (documented). */
function keepForLater(context: Context, intent: PaymentIntent, paymentMethod: PaymentMethod): void {
  const usage = futureUsage(intent);
  if (usage === 'off_session') paymentMethod.setUp = true;
  if (paymentMethod.customer !== null) return;
  if (usage === null) {
    paymentMethod.spent = true;
  } else if (intent.customer !== null) {
    paymentMethod.customer = intent.customer;
    emit(context, 'payment_method.attached', intent.id, renderPaymentMethod(paymentMethod));
  }
}

/** What is said for cards goes before what is said for all methods (documented). */
function futureUsage({ cardOptions, setupFutureUsage }: PaymentIntent): string | null {
  const usage = cardOptions.setupFutureUsage ?? setupFutureUsage;
  return usage === 'none' ? null : usage;
}

function hold(context: Context, intent: PaymentIntent, charge: Charge, authorization: Authorization): void {
  intent.status = 'requires_capture';
  intent.amountCapturable = intent.amount;
  if (authorization.captureBefore !== null) {
    context.account.due.add(authorization.captureBefore, { kind: 'expire_hold', paymentIntent: intent, charge });
  }
  emit(context, 'charge.succeeded', intent.id, renderCharge(charge));
  emit(context, 'payment_intent.amount_capturable_updated', intent.id, renderPaymentIntent(intent));
}

function takeAll(context: Context, intent: PaymentIntent, charge: Charge): void {
  intent.status = 'succeeded';
  intent.amountReceived = intent.amount;
  charge.captured = true;
  const tellShares = capture(context, intent, charge);
  emit(context, 'charge.succeeded', intent.id, renderCharge(charge));
  announceDisputes(context, charge);
  warnOfFraud(context, charge);
  emit(context, 'payment_intent.succeeded', intent.id, renderPaymentIntent(intent));
  tellShares?.();
}

/** `automatic_async`, the default, answers before the money has settled (documented). */
function capture(context: Context, intent: PaymentIntent, charge: Charge): (() => void) | undefined {
  if (intent.captureMethod === 'automatic') return addSettledCapture(context, charge, intent.amount);
  addCapture(context, charge, intent.amount);
  return undefined;
}

/** The per-method capture method overrides the PaymentIntent's. */
function isManual(intent: PaymentIntent): boolean {
  return intent.captureMethod === 'manual' || intent.cardOptions.captureMethod === 'manual';
}
