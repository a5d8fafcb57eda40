import type { ChargeAnswer } from '../../domain/provider/card-gateway';
import type { CaptureAnswer, IncrementAnswer } from '../../domain/provider/payment-gateway';
import type { PaymentError } from '../../domain/provider/payment-intent-reading';
import type { RefundAnswer } from '../../domain/provider/refund-gateway';
import type { StripeError } from './errors';
import { paymentErrorOf } from './payment-error';

/** Which of Stripe's definite refusals each operation answers with. Codes: https://docs.stripe.com/error-codes */

/** No hold was placed, or no money taken. */
export interface AuthorizeRefusal {
  readonly error: PaymentError;
  /** The PaymentIntent of a declined card, as the error carries it: it stays, ready for another card. */
  readonly declined: unknown;
}

/**
 * The account may not ask for a card feature, and the whole request was refused for it. Which feature is not always
 * said. Source: https://docs.stripe.com/error-codes#payment-intent-invalid-parameter
 */
export function isFeatureRefusal({ rawType, code, param, message }: StripeError): boolean {
  if (rawType !== 'invalid_request_error' || code !== 'payment_intent_invalid_parameter') return false;
  return param?.startsWith('payment_method_options[card][request_') === true || message.includes('card features');
}

/** The PaymentIntent stays as it was, ready for another card, or its state is to be read. */
export type ConfirmRefusal =
  /** As the error carries the PaymentIntent; undefined where it does not. */
  | { readonly kind: 'declined'; readonly declined: unknown }
  | { readonly kind: 'payment_method_refused'; readonly error: PaymentError }
  /** It does not wait for a payment method any more; only a read shows whether that is so. */
  | { readonly kind: 'not_confirmable'; readonly thrown: StripeError };

/** Nothing was captured. */
export interface StripeCaptureRefusal {
  readonly reason: Extract<CaptureAnswer, { kind: 'refused' }>['reason'];
  readonly error: PaymentError;
}

/**
 * A declined card, or means of payment that cannot be charged; undefined: no definite no. Declines:
 * https://docs.stripe.com/declines/codes, others: https://docs.stripe.com/error-codes
 */
export function authorizeRefusalOf(error: StripeError): AuthorizeRefusal | undefined {
  if (isCardError(error)) return { error: paymentErrorOf(wireErrorOf(error)), declined: error.payment_intent };
  if (isTooLarge(error)) return { error: tooLargeForCard(error), declined: undefined };
  if (isAboutMeansOfPayment(error) || isTooSmall(error)) {
    return { error: paymentErrorOf(wireErrorOf(error)), declined: undefined };
  }
  return undefined;
}

/**
 * As for a new hold, but the PaymentIntent may have moved on meanwhile, which Stripe calls
 * `payment_intent_unexpected_state`; undefined: no definite no.
 * https://docs.stripe.com/error-codes#payment-intent-unexpected-state
 */
export function confirmRefusalOf(error: StripeError): ConfirmRefusal | undefined {
  if (isCardError(error)) return { kind: 'declined', declined: error.payment_intent };
  if (error.code === 'payment_intent_unexpected_state') return { kind: 'not_confirmable', thrown: error };
  if (isTooLarge(error)) return { kind: 'payment_method_refused', error: tooLargeForCard(error) };
  if (!isAboutMeansOfPayment(error)) return undefined;
  return { kind: 'payment_method_refused', error: paymentErrorOf(wireErrorOf(error)) };
}

/**
 * Why Stripe did not capture; undefined: no definite no. A capture can be declined too, at some networks.
 * https://docs.stripe.com/api/payment_intents/capture
 */
export function captureRefusalOf(error: StripeError): StripeCaptureRefusal | undefined {
  const reason = captureReason(error);
  return reason === undefined ? undefined : { reason, error: paymentErrorOf(wireErrorOf(error)) };
}

/** No card was saved. */
export interface SaveCardRefusal {
  readonly error: PaymentError;
  /** The SetupIntent of a declined card, as the error carries it: it stays, ready for another card. */
  readonly declined: unknown;
}

/**
 * As for a new hold, of a SetupIntent; undefined: no definite no.
 * https://docs.stripe.com/api/errors#errors-setup_intent
 */
export function saveCardRefusalOf(error: StripeError): SaveCardRefusal | undefined {
  if (isCardError(error)) return { error: paymentErrorOf(wireErrorOf(error)), declined: error.setup_intent };
  if (isAboutMeansOfPayment(error)) return { error: paymentErrorOf(wireErrorOf(error)), declined: undefined };
  return undefined;
}

/** True when Stripe says that a SetupIntent takes no payment method any more; only a read shows whether that is so. */
export function isSetupOver({ code }: StripeError): boolean {
  return code === 'setup_intent_unexpected_state';
}

/**
 * A shipment can be worth less than Stripe charges.
 * Source: https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts
 */
export function chargeRefusalOf(error: StripeError): StripeChargeRefusal | undefined {
  if (isTooSmall(error)) {
    return { reason: 'amount_too_small', error: paymentErrorOf(wireErrorOf(error)), declined: undefined };
  }
  const refusal = authorizeRefusalOf(error);
  return refusal === undefined ? undefined : { reason: 'declined', ...refusal };
}

/** A shipment was not paid. */
export interface StripeChargeRefusal extends AuthorizeRefusal {
  readonly reason: Extract<ChargeAnswer, { kind: 'refused' }>['reason'];
}

/** The hold is as high as it was. */
export interface IncrementRefusal {
  readonly reason: Extract<IncrementAnswer, { kind: 'refused' }>['reason'];
  readonly error: PaymentError;
}

/**
 * Stripe names no codes for an impossible increment; these are what the rules of the hold are told by elsewhere.
 * Source: https://docs.stripe.com/error-codes
 */
const NOT_INCREMENTABLE: ReadonlySet<string> = new Set([
  'amount_too_large',
  'payment_intent_invalid_parameter',
  'payment_intent_unexpected_state',
]);

/**
 * Why Stripe did not increment a hold; undefined: no definite no.
 * https://docs.stripe.com/payments/incremental-authorization
 */
export function incrementRefusalOf(error: StripeError): IncrementRefusal | undefined {
  if (isCardError(error)) return { reason: 'declined', error: paymentErrorOf(wireErrorOf(error)) };
  if (error.code === undefined || !NOT_INCREMENTABLE.has(error.code)) return undefined;
  return { reason: 'not_possible', error: paymentErrorOf(wireErrorOf(error)) };
}

/** Nothing was given back; `code` is Stripe's word for why, or ours where it has none. */
export interface StripeRefundRefusal {
  readonly reason: Extract<RefundAnswer, { kind: 'refused' }>['reason'];
  readonly code: string;
}

/**
 * Only a refusal that is about the money: what is wrong with our account or our request is for a person to mend.
 * Source: https://docs.stripe.com/error-codes
 */
export function refundRefusalOf(error: StripeError): StripeRefundRefusal | undefined {
  const { rawType, code, param, statusCode } = error;
  if (rawType !== 'invalid_request_error') return undefined;
  if (code !== undefined && DISPUTED.has(code)) return { reason: 'disputed', code };
  if (isShortOfBalance(error)) return { reason: 'short_of_balance', code: code ?? 'balance_insufficient' };
  if (code === 'charge_already_refunded') return { reason: 'exceeds_charge', code };
  // Asking for more than is left of a charge is refused by naming the amount, without a code.
  if (code === undefined && param === 'amount') return { reason: 'exceeds_charge', code: 'amount_too_large' };
  // A refusal that names nothing of our request is about the charge or the balance.
  if (statusCode !== 400 || param !== undefined || isAboutOurRequest(code)) return undefined;
  return { reason: 'other', code: code ?? 'not_refundable' };
}

/** The buyer disputes the charge. Source: https://docs.stripe.com/error-codes#charge-disputed */
const DISPUTED: ReadonlySet<string> = new Set(['charge_disputed', 'refund_disputed_payment']);

/** Of a refund Stripe says so in words alone: neither a code nor a parameter. */
function isShortOfBalance({ code, statusCode, message }: StripeError): boolean {
  if (code !== undefined) return SHORT_BALANCE.has(code);
  return statusCode === 400 && /insufficient (funds|balance)|stripe balance/i.test(message);
}

/** Codes of what we sent, or of the account and key that we sent it with: https://docs.stripe.com/error-codes */
const OUR_REQUEST =
  /^(parameter_|resource_missing|url_invalid|livemode_|testmode_|secret_key_|api_key_|platform_|account_|idempotency_|tls_|invalid_)/;

function isAboutOurRequest(code: string | undefined): boolean {
  return code !== undefined && OUR_REQUEST.test(code);
}

/**
 * Stripe's word for why nothing comes back of a transfer or an application fee: the connected account has too little,
 * or less is left than our records say, which it says without a code. Source: https://docs.stripe.com/error-codes
 */
export function reversalRefusalOf({ rawType, code, statusCode }: StripeError): string | undefined {
  if (rawType !== 'invalid_request_error' || statusCode !== 400) return undefined;
  if (code === undefined) return 'not_reversible';
  return SHORT_BALANCE.has(code) ? code : undefined;
}

/**
 * Stripe's word for why nothing is sent to a connected account: our own balance is too low, or the account may receive
 * nothing now. Source: https://docs.stripe.com/disputes/connect
 */
export function transferRefusalOf({ rawType, code, statusCode }: StripeError): string | undefined {
  if (rawType !== 'invalid_request_error' || statusCode !== 400) return undefined;
  return code !== undefined && (SHORT_BALANCE.has(code) || NO_TRANSFERS.has(code)) ? code : undefined;
}

/**
 * The account lost the capability to receive transfers, or Stripe allows none. Source:
 * https://docs.stripe.com/error-codes#insufficient-capabilities-for-transfer
 */
const NO_TRANSFERS: ReadonlySet<string> = new Set(['insufficient_capabilities_for_transfer', 'transfers_not_allowed']);

/** The balance that it would come from is too low. Source: https://docs.stripe.com/error-codes#balance-insufficient */
const SHORT_BALANCE: ReadonlySet<string> = new Set(['balance_insufficient', 'insufficient_funds']);

/** True when Stripe says that there is nothing (left) to release; only a read shows whether that is so. */
export function isOverAlready({ code }: StripeError): boolean {
  return code !== undefined && HOLD_GONE.has(code);
}

/**
 * The PaymentIntent has nothing to capture or release. Source:
 * https://docs.stripe.com/error-codes#payment-intent-unexpected-state
 */
const HOLD_GONE: ReadonlySet<string> = new Set([
  'payment_intent_unexpected_state',
  'charge_expired_for_capture',
  'capture_charge_authorization_expired',
  'capture_unauthorized_payment',
  'charge_already_captured',
]);

function captureReason(error: StripeError): StripeCaptureRefusal['reason'] | undefined {
  if (isCardError(error)) return 'declined';
  if (isOverAlready(error)) return 'hold_gone';
  if (isTooSmall(error)) return 'amount_too_small';
  return error.code === 'amount_too_large' ? 'amount_too_large' : undefined;
}

/** What is too small depends on the currency that the account settles in, so only Stripe knows. */
function isTooSmall({ rawType, code }: StripeError): boolean {
  return rawType === 'invalid_request_error' && code === 'amount_too_small';
}

/** Which is how much depends on the card: American Express takes three digits less than others. */
function isTooLarge({ rawType, code }: StripeError): boolean {
  return rawType === 'invalid_request_error' && code === 'amount_too_large';
}

/** Of a capture the same code means that the hold is smaller. */
function tooLargeForCard(error: StripeError): PaymentError {
  return { ...paymentErrorOf(wireErrorOf(error)), message: 'The amount is more than this card can be charged.' };
}

/** About the payment method that the shop or buyer gave. Source: https://docs.stripe.com/error-codes */
const MEANS_CODES: ReadonlySet<string> = new Set([
  'payment_intent_incompatible_payment_method',
  'payment_method_customer_decline',
  'payment_method_invalid_parameter',
  'payment_method_not_available',
  'payment_method_provider_decline',
  'payment_method_unactivated',
  'payment_method_unexpected_state',
]);

/**
 * The shop's own values: an error about one of them is the shop's to mend, unless it is about how we sent it. Source:
 * https://docs.stripe.com/api/errors#errors-param
 */
const MEANS_PARAMS: ReadonlySet<string> = new Set(['payment_method', 'customer']);

function isAboutMeansOfPayment({ rawType, code, param, message }: StripeError): boolean {
  if (rawType !== 'invalid_request_error') return false;
  if (code !== undefined && MEANS_CODES.has(code)) return true;
  if (param !== undefined && MEANS_PARAMS.has(param)) return code?.startsWith('parameter_') !== true;
  // A card used before without a customer is refused without code and, on some endpoints, without param.
  return code === undefined && isOfDetachedCard(message);
}

/** Stripe has words for it, and no code. Source: https://docs.stripe.com/api/payment_methods/detach */
function isOfDetachedCard(message: string): boolean {
  return message.includes('PaymentMethod was previously used');
}

/** Not every 402 is a decline: a raw card number is answered so too, and that is our fault. */
function isCardError({ rawType }: StripeError): boolean {
  return rawType === 'card_error';
}

function wireErrorOf({
  rawType: type,
  code,
  decline_code,
  message,
}: StripeError): Parameters<typeof paymentErrorOf>[0] {
  return {
    type,
    code: code ?? (isOfDetachedCard(message) ? 'payment_method_detached' : undefined),
    decline_code,
    message,
  };
}
