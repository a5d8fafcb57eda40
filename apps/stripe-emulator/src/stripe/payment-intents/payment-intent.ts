import { renderShipping } from '../address';
import type { Shipping } from '../address';
import type { Charge } from '../charges/charge';
import { renderTransferData } from '../connected-accounts/connect-terms';
import type { ConnectTerms } from '../connected-accounts/connect-terms';
import { docUrl } from '../error';
import type { JsonObject } from '../../../../../libs/emulation/objects/json';
import { renderPaymentMethod } from '../payment-methods/payment-method';
import type { PaymentMethod } from '../payment-methods/payment-method';
import type { Decline } from '../payment-methods/decline';
import { renderAmountDetails } from './amount-details/amount-details';
import type { AmountDetails, CaptureDetails } from './amount-details/amount-details';
import { renderCardOptions } from './card-options';
import type { CardOptions } from './card-options';

export type PaymentIntentStatus =
  | 'requires_payment_method'
  | 'requires_confirmation'
  | 'requires_action'
  | 'processing'
  | 'requires_capture'
  | 'succeeded'
  | 'canceled';

export type CaptureMethod = 'automatic' | 'automatic_async' | 'manual';

export interface PaymentDetails {
  readonly customerReference: string | null;
  readonly orderReference: string | null;
}

/** What the buyer must do: 3-D Secure, on a page of the emulator. */
export interface NextAction {
  readonly page: string;
  /** Where the page sends the buyer afterwards; without one the shop's own script handles the challenge. */
  readonly returnUrl: string | null;
}

/** Why the last attempt failed. */
export interface PaymentFailure {
  readonly decline: Decline;
  readonly type: 'card_error' | 'invalid_request_error';
  readonly charge: string | null;
  readonly paymentMethod: PaymentMethod;
}

export interface PaymentIntent {
  readonly id: string;
  readonly created: number;
  readonly clientSecret: string;
  /** Null: the ways to pay are listed, not chosen by Stripe. */
  allowRedirects: 'always' | 'never' | null;
  listedTypes: readonly string[];
  readonly confirmationMethod: 'automatic' | 'manual';
  /** The account's settings of what buyers can pay with. */
  readonly configuration: string;
  currency: string;
  customer: string | null;
  transferGroup: string | null;
  allowedPaymentMethodTypes: readonly string[] | null;
  excludedPaymentMethodTypes: readonly string[] | null;
  setupFutureUsage: string | null;
  captureMethod: CaptureMethod;
  amount: number;
  amountCapturable: number;
  amountReceived: number;
  /** What was reserved and given back: the third part of the authorized amount, which Stripe does not show. */
  amountReleased: number;
  status: PaymentIntentStatus;
  cancellation: { readonly at: number; readonly reason: string | null } | null;
  amountDetails: AmountDetails | null;
  /** Null until the first capture. */
  captureDetails: CaptureDetails | null;
  paymentDetails: PaymentDetails | null;
  cardOptions: CardOptions;
  connect: ConnectTerms;
  description: string | null;
  metadata: ReadonlyMap<string, string>;
  receiptEmail: string | null;
  shipping: Shipping | null;
  statementDescriptorSuffix: string | null;
  paymentMethod: PaymentMethod | null;
  /** With manual confirmation: the buyer has passed 3-D Secure and the server must confirm once more. */
  authenticated: boolean;
  /** Attempts to increment the hold, declined ones included. */
  incrementAttempts: number;
  nextAction: NextAction | null;
  lastFailure: PaymentFailure | null;
  /** Of its payment, once there is one. */
  review: string | null;
  /** Newest last. */
  readonly charges: Charge[];
}

/** The authorized charge that captures take from. */
export function heldCharge(intent: PaymentIntent): Charge {
  const charge = intent.charges.at(-1);
  if (charge === undefined) throw new Error(`Bug! ${intent.id} has no charge in ${intent.status}`);
  return charge;
}

export function renderPaymentIntent(intent: PaymentIntent): JsonObject {
  const { allowedPaymentMethodTypes: allowedTypes, excludedPaymentMethodTypes: excludedTypes } = intent;
  const { paymentDetails, shipping } = intent;
  return {
    id: intent.id,
    object: 'payment_intent',
    allowed_payment_method_types: allowedTypes === null ? null : [...allowedTypes],
    amount: intent.amount,
    amount_capturable: intent.amountCapturable,
    amount_details: renderAmountDetails(intent.amountDetails),
    amount_received: intent.amountReceived,
    application: intent.connect.application,
    application_fee_amount: intent.connect.applicationFeeAmount,
    automatic_payment_methods:
      intent.allowRedirects === null ? null : { allow_redirects: intent.allowRedirects, enabled: true },
    canceled_at: intent.cancellation?.at ?? null,
    cancellation_reason: intent.cancellation?.reason ?? null,
    capture_method: intent.captureMethod,
    client_secret: intent.clientSecret,
    confirmation_method: intent.confirmationMethod,
    created: intent.created,
    currency: intent.currency,
    customer: intent.customer,
    customer_account: null,
    description: intent.description,
    excluded_payment_method_types: excludedTypes === null ? null : [...excludedTypes],
    last_payment_error: intent.lastFailure === null ? null : renderFailure(intent.lastFailure),
    latest_charge: intent.charges.at(-1)?.id ?? null,
    livemode: false,
    managed_payments: null,
    metadata: Object.fromEntries(intent.metadata),
    next_action: intent.nextAction === null ? null : renderNextAction(intent.nextAction),
    on_behalf_of: intent.connect.onBehalfOf,
    ...(paymentDetails !== null && { payment_details: renderPaymentDetails(paymentDetails) }),
    payment_method: intent.paymentMethod?.id ?? null,
    payment_method_configuration_details:
      intent.allowRedirects === null ? null : { id: intent.configuration, parent: null },
    payment_method_options: { card: renderCardOptions(intent.cardOptions) },
    payment_method_types: [...intent.listedTypes],
    payment_record: null,
    // Cards say no more than that; the notice to the customer belongs to Indian mandates.
    processing: intent.status === 'processing' ? { card: {}, type: 'card' } : null,
    receipt_email: intent.receiptEmail,
    review: intent.review,
    setup_future_usage: intent.setupFutureUsage,
    shipping: shipping === null ? null : renderShipping(shipping),
    source: null,
    statement_descriptor: null,
    statement_descriptor_suffix: intent.statementDescriptorSuffix,
    status: intent.status,
    transfer_data: renderTransferData(intent.connect),
    transfer_group: intent.transferGroup,
  };
}

function renderPaymentDetails(details: PaymentDetails): JsonObject {
  return { customer_reference: details.customerReference, order_reference: details.orderReference };
}

export function renderNextAction({ page, returnUrl }: NextAction): JsonObject {
  if (returnUrl !== null) {
    return { redirect_to_url: { return_url: returnUrl, url: page }, type: 'redirect_to_url' };
  }
  return { type: 'use_stripe_sdk', use_stripe_sdk: { type: 'three_d_secure_redirect', stripe_js: page } };
}

function renderFailure({ decline, type, charge, paymentMethod }: PaymentFailure): JsonObject {
  return {
    ...(decline.adviceCode !== undefined && { advice_code: decline.adviceCode }),
    ...(charge !== null && { charge }),
    code: decline.code,
    ...(type === 'card_error' && { decline_code: decline.declineCode }),
    doc_url: docUrl(decline.code),
    message: decline.message,
    ...(decline.param !== undefined && { param: decline.param }),
    payment_method: renderPaymentMethod(paymentMethod),
    payment_method_type: 'card',
    type,
  };
}
