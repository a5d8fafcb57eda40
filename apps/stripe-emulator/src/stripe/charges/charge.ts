import { renderShipping } from '../address';
import type { Shipping } from '../address';
import type { ApplicationFee } from '../application-fees/application-fee';
import type { ConnectTerms } from '../connected-accounts/connect-terms';
import type { Split } from '../connected-accounts/split';
import type { Dispute } from '../disputes/dispute';
import type { JsonObject } from '../../../../../libs/emulation/objects/json';
import { renderBillingDetails } from '../payment-methods/billing-details';
import type { Decline } from '../payment-methods/decline';
import type { MethodDetails, PaymentMethod } from '../payment-methods/payment-method';
import type { TestCard } from '../payment-methods/test-cards';
import type { Refund } from '../refunds/refund';
import { renderCard } from '../tokens/token';
import type { Transfer } from '../transfers/transfer';
import { shownIntent } from './hidden-intent';
import { renderCardDetails } from './card-details';
import type { ChargeOutcome } from './authorization';

/** One taking of money from the hold. */
export interface Capture {
  readonly amount: number;
  readonly split: Split;
  balanceTransaction: string | null;
}

/** A charge is one attempt to reserve money; it copies what the PaymentIntent said at that moment. */
export interface Charge {
  readonly id: string;
  readonly created: number;
  readonly paymentIntent: string;
  readonly paymentMethod: PaymentMethod;
  /** As they were then; the method's owner may change them later. */
  readonly methodDetails: MethodDetails;
  /** What is authorized: increments add to it (assumed to show as the amount). */
  amount: number;
  readonly currency: string;
  readonly customer: string | null;
  description: string | null;
  metadata: ReadonlyMap<string, string>;
  receiptEmail: string | null;
  shipping: Shipping | null;
  /** Only an increment gives one; it then stands for the whole (documented). */
  statementDescriptor: string | null;
  readonly statementDescriptorSuffix: string | null;
  transferGroup: string | null;
  outcome: ChargeOutcome;
  readonly captures: Capture[];
  /** No more captures will come. */
  captured: boolean;
  amountCaptured: number;
  /** Of the newest settled capture (assumed). */
  balanceTransaction: string | null;
  connect: ConnectTerms;
  /** Of the settled captures, newest last; the charge points at the newest. */
  readonly fees: ApplicationFee[];
  readonly transfers: Transfer[];
  /** Oldest first; without what a hold gave back unused. */
  readonly refunds: Refund[];
  /** What the hold did not give, where that goes back as a Refund: so before 2025-03-31.basil. */
  released: Refund | null;
  /** Whether it does so when the hold expires. */
  readonly refundsReleases: boolean;
  /** Without refunds that failed. */
  amountRefunded: number;
  /** More than one, where the buyer objects twice. */
  disputes: readonly Dispute[];
  /** Somebody at the shop looks at it, or has. */
  review: string | null;
  /** What the shop says about its riskiness. */
  userReport: string | null;
}

/** Only after the last capture, and when all of it went back (documented). */
export function isRefunded({ amountCaptured, amountRefunded, captured, released }: Charge): boolean {
  if (amountCaptured === 0) return released !== null;
  return captured && amountRefunded === amountCaptured;
}

/** All refunds, oldest first. */
export function refundsOf({ refunds, released }: Charge): readonly Refund[] {
  return released === null ? refunds : [released, ...refunds];
}

export function renderCharge(charge: Charge): JsonObject {
  const declined = charge.outcome.kind === 'declined' ? charge.outcome.decline : undefined;
  const { card } = charge.paymentMethod;
  return {
    id: charge.id,
    object: 'charge',
    amount: charge.amount,
    amount_captured: charge.amountCaptured,
    amount_refunded: charge.amountRefunded + (charge.released?.amount ?? 0),
    application: charge.connect.application,
    application_fee: charge.fees.at(-1)?.id ?? null,
    application_fee_amount: charge.connect.applicationFeeAmount,
    balance_transaction: charge.balanceTransaction,
    billing_details: renderBillingDetails(charge.methodDetails.billing),
    calculated_statement_descriptor: descriptor(charge),
    captured: charge.captured,
    created: charge.created,
    currency: charge.currency,
    customer: charge.customer,
    description: charge.description,
    disputed: charge.disputes.length > 0,
    failure_balance_transaction: null,
    failure_code: declined?.code ?? null,
    failure_message: declined?.message ?? null,
    fraud_details: charge.userReport === null ? {} : { user_report: charge.userReport },
    livemode: false,
    metadata: Object.fromEntries(charge.metadata),
    on_behalf_of: charge.connect.onBehalfOf,
    outcome: declined === undefined ? approvedOutcome(card) : declinedOutcome(declined, card),
    paid: declined === undefined,
    payment_intent: shownIntent(charge.paymentIntent),
    payment_method: charge.paymentMethod.id,
    payment_method_details: {
      card: renderCardDetails(charge.id, card, charge.methodDetails, charge.amount, charge.outcome),
      type: 'card',
    },
    receipt_email: charge.receiptEmail,
    receipt_number: null,
    receipt_url: declined === undefined ? `https://pay.stripe.com/receipts/payment/${charge.id}` : null,
    refunded: isRefunded(charge),
    review: charge.review,
    shipping: charge.shipping === null ? null : renderShipping(charge.shipping),
    source: shownSource(charge.paymentMethod),
    source_transfer: null,
    statement_descriptor: charge.statementDescriptor,
    statement_descriptor_suffix: charge.statementDescriptorSuffix,
    status: declined === undefined ? 'succeeded' : 'failed',
    // Null until the capture has settled (documented), and only where a destination was named.
    ...(charge.connect.destination !== null && { transfer: charge.transfers.at(-1)?.id ?? null }),
    transfer_data: renderChargeTransfer(charge.connect),
    transfer_group: charge.transferGroup,
  };
}

/** What was paid with in the older way is shown whole. */
function shownSource({ card, details, id }: PaymentMethod): JsonObject | null {
  return id.startsWith('card_') ? renderCard(id, card, details) : null;
}

/** The amount is always there, unlike on the PaymentIntent. */
function renderChargeTransfer({ destination, transferAmount }: ConnectTerms): JsonObject | null {
  return destination === null ? null : { amount: transferAmount, destination };
}

/** The complete text is cut at 22 characters (assumed). */
function descriptor({ statementDescriptor, statementDescriptorSuffix }: Charge): string {
  if (statementDescriptor !== null) return statementDescriptor;
  return statementDescriptorSuffix === null ? 'EMULATOR' : `EMULATOR* ${statementDescriptorSuffix}`.slice(0, 22);
}

function approvedOutcome(card: TestCard): JsonObject {
  return {
    advice_code: null,
    network_advice_code: null,
    network_decline_code: null,
    network_status: 'approved_by_network',
    reason: null,
    ...risk(card),
    seller_message: 'Payment complete.',
    type: 'authorized',
  };
}

/** Recorded; a payment that Stripe's own rules stopped never reached the bank (documented). */
function declinedOutcome(decline: Decline, card: TestCard): JsonObject {
  if (decline.blocked === true) return blockedOutcome(card);
  return {
    advice_code: decline.adviceCode ?? null,
    network_advice_code: null,
    network_decline_code: null,
    network_status: 'declined_by_network',
    reason: decline.declineCode,
    ...risk(card),
    seller_message: 'The bank did not return any further details with this decline.',
    type: 'issuer_declined',
  };
}

function blockedOutcome(card: TestCard): JsonObject {
  return {
    advice_code: null,
    network_advice_code: null,
    network_decline_code: null,
    network_status: 'not_sent_to_network',
    reason: 'highest_risk_level',
    ...risk(card),
    seller_message: 'Stripe blocked this payment as too risky.',
    type: 'blocked',
  };
}

/** Elevated starts at 65, highest at 75 (documented); the scores within are made up. */
function risk({ riskLevel }: TestCard): JsonObject {
  const scores = { normal: 20, elevated: 70, highest: 90 };
  return { risk_level: riskLevel, risk_score: scores[riskLevel] };
}
