import type Stripe from 'stripe';
import { CARD_FEATURES, type CardFeature } from '../../domain/orders/card-features';
import type { AuthorizeRequest, CaptureRequest, ConfirmRequest } from '../../domain/provider/payment-gateway';
import type { Deployment } from '../../domain/provider/deployment';
import { amountDetailsParam, beginningOf } from './amount-details';
import { captureConnectParams, holdConnectParams, transferGroupOf } from '../connect/connect-params';
import { authorizationMetadata, captureMetadata, releaseMetadata } from '../requests/metadata';
import { shownParams } from '../requests/shown-order';

/** Every answer brings the charge along: it alone knows the deadline and what the card allows. */
export const EXPAND_CHARGE = ['latest_charge'];

/**
 * Places a hold. With a payment method it is confirmed in the same call; without one it waits for the buyer's browser,
 * which confirms it with the client secret.
 *
 * Cards are the only method allowed (`payment_method_types`, the older way to say so, is refused since
 * 2026-09-30.endive). `automatic_payment_methods` could offer methods that cannot be held for several captures, and
 * those that redirect demand a `return_url` or must be switched off. With cards alone 3-D Secure works either way: with
 * a `return_url` Stripe answers with a page to send the buyer to, without one it is told that Stripe.js will do the
 * challenge in place. Apple Pay and Google Pay count as cards. Source:
 * https://docs.stripe.com/api/payment_intents/create#create_payment_intent-allowed_payment_method_types
 */
export function createParams(as: Deployment, request: AuthorizeRequest): Stripe.PaymentIntentCreateParams {
  const { metadata, shown } = request;
  return {
    amount: request.amount.amount,
    currency: request.amount.currency,
    allowed_payment_method_types: ['card'],
    ...captureOptions(request),
    ...confirmation(request),
    ...(request.customer !== null && { customer: request.customer }),
    ...(request.saveForLater && { setup_future_usage: 'off_session' as const }),
    ...(request.statementDescriptorSuffix !== null && {
      statement_descriptor_suffix: request.statementDescriptorSuffix,
    }),
    ...shownParams(shown),
    ...holdConnectParams(request.connect, transferGroupOf(as, request.ref.orderId)),
    amount_details: amountDetailsParam(request.amountDetails),
    payment_details: paymentDetails(request.ref.orderId, request.customerReference),
    metadata: authorizationMetadata(as, request.ref, request.tier, { metadata, url: shown?.url ?? null }),
    expand: EXPAND_CHARGE,
  };
}

/**
 * Card features are asked for only where they can mean something: with automatic capture multicapture may be granted,
 * and everything is captured all the same. Source: https://docs.stripe.com/payments/multicapture
 */
function captureOptions({ captures, features }: AuthorizeRequest): Partial<Stripe.PaymentIntentCreateParams> {
  if (captures === 'at_once') return { capture_method: 'automatic_async' };
  return {
    capture_method: 'manual',
    ...(features.length > 0 && { payment_method_options: { card: asking(features) } }),
  };
}

/** Stripe takes `return_url` only together with `confirm`; a browser that confirms brings its own. */
function confirmation(request: AuthorizeRequest): Partial<Stripe.PaymentIntentCreateParams> {
  const { paymentMethod, returnUrl, presence } = request;
  if (paymentMethod === null) return {};
  // Nobody is there to be challenged: a bank that wants it declines. https://docs.stripe.com/payments/save-and-reuse
  if (presence === 'off_session') return { confirm: true, payment_method: paymentMethod, off_session: true };
  return { confirm: true, payment_method: paymentMethod, ...challenge(returnUrl) };
}

/**
 * Tries another payment method on a PaymentIntent, which keeps everything else that it was created with. Metadata is no
 * parameter of this call (https://docs.stripe.com/api/payment_intents/confirm), so it leaves no marker behind: what
 * came of a confirm whose answer was lost is seen in the PaymentIntent's state alone.
 */
export function confirmParams(request: ConfirmRequest): Stripe.PaymentIntentConfirmParams {
  const { features, paymentMethod, saveForLater, returnUrl } = request;
  return {
    payment_method: paymentMethod,
    ...(features !== null && { payment_method_options: { card: sayingAll(features) } }),
    ...(saveForLater && { setup_future_usage: 'off_session' as const }),
    ...challenge(returnUrl),
    expand: EXPAND_CHARGE,
  };
}

type CardOptions = Pick<Stripe.PaymentIntentCreateParams.PaymentMethodOptions.Card, `request_${CardFeature}`>;

/**
 * Names only what is wanted: an account without a feature may refuse the whole request because of it.
 * Source: https://docs.stripe.com/api/payment_intents/create#create_payment_intent-payment_method_options-card
 */
function asking(features: readonly CardFeature[]): CardOptions {
  return saying(features, 'if_available');
}

/** Also what is not wanted: the PaymentIntent may have been begun with it. */
function sayingAll(features: readonly CardFeature[]): CardOptions {
  return { ...saying(CARD_FEATURES, 'never'), ...asking(features) };
}

function saying(features: readonly CardFeature[], word: 'if_available' | 'never'): CardOptions {
  const card: CardOptions = {};
  for (const feature of features) card[`request_${feature}`] = word;
  return card;
}

/** How the buyer authenticates if the bank asks for it: on a page to be sent to, or in place by Stripe.js. */
export function challenge(returnUrl: string | null): { use_stripe_sdk: true } | { return_url: string } {
  return returnUrl === null ? { use_stripe_sdk: true } : { return_url: returnUrl };
}

/**
 * Captures a shipment. The amount and `final_capture` are always said aloud: Stripe's defaults take the whole hold, or
 * give its rest away. The marker travels in the same call, so that a reader who lost the answer sees whose money moved.
 * Source: https://docs.stripe.com/api/payment_intents/capture
 */
export function captureParams(request: CaptureRequest): Stripe.PaymentIntentCaptureParams {
  const { ref, amount, final, customerReference, statementDescriptorSuffix } = request;
  return {
    amount_to_capture: amount.amount,
    final_capture: final,
    // A capture of nothing only closes the hold; Stripe keeps the details of what was captured before.
    ...(amount.amount > 0 && {
      ...(request.amountDetails !== null && { amount_details: amountDetailsParam(request.amountDetails) }),
      ...captureConnectParams(request.connect),
    }),
    payment_details: paymentDetails(request.orderId, customerReference),
    ...(statementDescriptorSuffix !== null && { statement_descriptor_suffix: statementDescriptorSuffix }),
    metadata: captureMetadata(ref, final),
    expand: EXPAND_CHARGE,
  };
}

/**
 * Gives back the rest of a hold that has a capture: a final capture of nothing. Source:
 * https://docs.stripe.com/payments/multicapture
 */
export function zeroFinalCaptureParams(idempotencyKey: string): Stripe.PaymentIntentCaptureParams {
  return {
    amount_to_capture: 0,
    final_capture: true,
    metadata: releaseMetadata(idempotencyKey),
    expand: EXPAND_CHARGE,
  };
}

/**
 * Gives back a hold without a capture. `abandoned` is true of every such hold, whoever gave the order up; the other
 * reason that would fit, `requested_by_customer`, claims a wish that the buyer may never have had. Source:
 * https://docs.stripe.com/api/payment_intents/cancel
 */
export function cancelParams(): Stripe.PaymentIntentCancelParams {
  return { cancellation_reason: 'abandoned', expand: EXPAND_CHARGE };
}

/** Card networks take so much of the shop's name for a buyer, and Stripe cuts off the rest. */
const CUSTOMER_REFERENCE_AT_MOST = 25;

/** Level 2 and 3 rates need the order's name on every capture. */
export function paymentDetails(
  orderId: string,
  customerReference: string | null,
): { order_reference: string; customer_reference?: string } {
  return {
    order_reference: orderId,
    ...(customerReference !== null && {
      customer_reference: beginningOf(customerReference, CUSTOMER_REFERENCE_AT_MOST),
    }),
  };
}
