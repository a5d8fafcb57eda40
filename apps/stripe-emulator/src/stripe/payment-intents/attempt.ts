import type { Charge } from '../charges/charge';
import type { Authorization, ChargeOutcome } from '../charges/authorization';
import { networkNamed } from '../charges/networks';
import { addCapture } from '../charges/settle';
import { renderCharge } from '../charges/charge';
import { StripeError } from '../error';
import { emit } from '../events/emit';
import type { PaymentMethod } from '../payment-methods/payment-method';
import { renderPaymentMethod } from '../payment-methods/payment-method';
import type { Decline } from '../payment-methods/test-cards';
import type { Context } from '../request';
import { seconds } from '../request';
import type { CardFeature } from '../settings';
import { wants } from './card-options';
import { renderPaymentIntent } from './payment-intent';
import type { PaymentIntent } from './payment-intent';

/** The bank says yes: money is held, or taken at once when capture is automatic. */
export function authorize(
  context: Context,
  intent: PaymentIntent,
  paymentMethod: PaymentMethod,
  authenticated: boolean,
): void {
  const held = isManual(intent);
  const authorization = authorizationFor(context, intent, paymentMethod, held, authenticated);
  const charge = addCharge(context, intent, paymentMethod, { kind: 'authorized', authorization });
  intent.paymentMethod = paymentMethod;
  intent.nextAction = null;
  intent.lastFailure = null;
  attachForLater(context, intent, paymentMethod);
  if (held) hold(context, intent, charge, authorization);
  else takeAll(context, intent, charge);
}

/** With `setup_future_usage` the method becomes the customer's once it was confirmed (documented). */
function attachForLater(context: Context, intent: PaymentIntent, paymentMethod: PaymentMethod): void {
  if (intent.setupFutureUsage === null || intent.customer === null || paymentMethod.customer !== null) return;
  paymentMethod.customer = intent.customer;
  emit(context, 'payment_method.attached', intent.id, renderPaymentMethod(paymentMethod));
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
  addCapture(context, charge, intent.amount);
  emit(context, 'charge.succeeded', intent.id, renderCharge(charge));
  emit(context, 'payment_intent.succeeded', intent.id, renderPaymentIntent(intent));
}

/** The bank says no: the PaymentIntent waits for another method and the caller gets a 402 (recorded). */
export function decline(context: Context, intent: PaymentIntent, paymentMethod: PaymentMethod, reason: Decline): never {
  const charge = addCharge(context, intent, paymentMethod, { kind: 'declined', decline: reason });
  emitFailedCharge(context, intent, charge);
  failAttempt(context, intent, paymentMethod, reason, charge.id);
  throw cardError(intent, paymentMethod, reason, charge.id);
}

function emitFailedCharge(context: Context, intent: PaymentIntent, charge: Charge): void {
  emit(context, 'charge.failed', intent.id, renderCharge(charge));
}

/** Authentication was needed and nobody could do it: like a decline, but without a charge (recorded). */
export function refuseUnauthenticated(
  context: Context,
  intent: PaymentIntent,
  paymentMethod: PaymentMethod,
  reason: Decline,
): never {
  failAttempt(context, intent, paymentMethod, reason, null);
  throw cardError(intent, paymentMethod, reason, null);
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
  intent.lastFailure = { decline: reason, type, charge, paymentMethod };
  emit(context, 'payment_intent.payment_failed', intent.id, renderPaymentIntent(intent));
}

function cardError(
  intent: PaymentIntent,
  paymentMethod: PaymentMethod,
  reason: Decline,
  charge: string | null,
): StripeError {
  const { adviceCode, code, declineCode, message, param } = reason;
  return new StripeError(
    402,
    {
      type: 'card_error',
      message,
      code,
      decline_code: declineCode,
      ...(adviceCode !== undefined && { advice_code: adviceCode }),
      ...(param !== undefined && { param }),
      ...(charge !== null && { charge }),
      payment_intent: renderPaymentIntent(intent),
      payment_method: renderPaymentMethod(paymentMethod),
    },
    true,
  );
}

function addCharge(
  context: Context,
  intent: PaymentIntent,
  paymentMethod: PaymentMethod,
  outcome: ChargeOutcome,
): Charge {
  const charge = context.account.charges.add({
    id: context.account.ids.next('ch'),
    created: seconds(context),
    paymentIntent: intent.id,
    paymentMethod,
    amount: intent.amount,
    currency: intent.currency,
    customer: intent.customer,
    description: intent.description,
    metadata: intent.metadata,
    receiptEmail: intent.receiptEmail,
    shipping: intent.shipping,
    statementDescriptorSuffix: intent.statementDescriptorSuffix,
    transferGroup: intent.transferGroup,
    outcome,
    captures: [],
    captured: false,
    amountCaptured: 0,
    balanceTransaction: null,
  });
  intent.charges.push(charge);
  return charge;
}

/** The per-method capture method overrides the PaymentIntent's. */
function isManual(intent: PaymentIntent): boolean {
  return intent.captureMethod === 'manual' || intent.cardOptions.captureMethod === 'manual';
}

/** A feature shows as available when it was asked for and the account, the card and its network all offer it. */
function authorizationFor(
  context: Context,
  intent: PaymentIntent,
  { card }: PaymentMethod,
  held: boolean,
  authenticated: boolean,
): Authorization {
  const { features, capture_window_seconds: windowSeconds } = context.account.settings;
  const network = networkNamed(card.network);
  const granted = (feature: CardFeature): boolean =>
    wants(intent.cardOptions, feature) && features[feature] === 'available' && card.enterpriseFeatures;
  const overcapture = granted('overcapture') && network.overcapturePercent > 0;
  const extended = granted('extended_authorization') && network.extendedSeconds !== null;
  const lasts = extended ? network.extendedSeconds : windowSeconds;
  return {
    captureBefore: held ? seconds(context) + lasts : null,
    multicapture: granted('multicapture') && network.multicapture,
    maximumCapturable:
      intent.amount + (overcapture ? Math.floor((intent.amount * network.overcapturePercent) / 100) : 0),
    overcapture,
    incremental: granted('incremental_authorization') && network.incremental,
    extended,
    authenticated,
  };
}
