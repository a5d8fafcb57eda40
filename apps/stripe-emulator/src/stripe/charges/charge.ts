import { emptyBillingDetails, renderShipping } from '../address';
import type { Shipping } from '../address';
import type { JsonObject } from '../json';
import type { PaymentMethod } from '../payment-methods/payment-method';
import type { Decline } from '../payment-methods/test-cards';
import { renderCardDetails } from './card-details';
import type { ChargeOutcome } from './authorization';

/** One taking of money from the hold. */
export interface Capture {
  readonly amount: number;
  balanceTransaction: string | null;
}

/** A charge is one attempt to reserve money; it copies what the PaymentIntent said at that moment. */
export interface Charge {
  readonly id: string;
  readonly created: number;
  readonly paymentIntent: string;
  readonly paymentMethod: PaymentMethod;
  readonly amount: number;
  readonly currency: string;
  readonly customer: string | null;
  readonly description: string | null;
  readonly metadata: ReadonlyMap<string, string>;
  readonly receiptEmail: string | null;
  readonly shipping: Shipping | null;
  readonly statementDescriptorSuffix: string | null;
  readonly transferGroup: string | null;
  readonly outcome: ChargeOutcome;
  readonly captures: Capture[];
  /** No more captures will come. */
  captured: boolean;
  amountCaptured: number;
  /** Of the newest settled capture (assumed). */
  balanceTransaction: string | null;
}

export function renderCharge(charge: Charge): JsonObject {
  const declined = charge.outcome.kind === 'declined' ? charge.outcome.decline : undefined;
  return {
    id: charge.id,
    object: 'charge',
    amount: charge.amount,
    amount_captured: charge.amountCaptured,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: charge.balanceTransaction,
    billing_details: emptyBillingDetails(),
    calculated_statement_descriptor: descriptor(charge),
    captured: charge.captured,
    created: charge.created,
    currency: charge.currency,
    customer: charge.customer,
    description: charge.description,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: declined?.code ?? null,
    failure_message: declined?.message ?? null,
    fraud_details: {},
    livemode: false,
    metadata: Object.fromEntries(charge.metadata),
    on_behalf_of: null,
    outcome: declined === undefined ? approvedOutcome() : declinedOutcome(declined),
    paid: declined === undefined,
    payment_intent: charge.paymentIntent,
    payment_method: charge.paymentMethod.id,
    payment_method_details: {
      card: renderCardDetails(charge.id, charge.paymentMethod.card, charge.amount, charge.outcome),
      type: 'card',
    },
    receipt_email: charge.receiptEmail,
    receipt_number: null,
    receipt_url: declined === undefined ? `https://pay.stripe.com/receipts/payment/${charge.id}` : null,
    refunded: false,
    review: null,
    shipping: charge.shipping === null ? null : renderShipping(charge.shipping),
    source: null,
    source_transfer: null,
    statement_descriptor: null,
    statement_descriptor_suffix: charge.statementDescriptorSuffix,
    status: declined === undefined ? 'succeeded' : 'failed',
    transfer_data: null,
    transfer_group: charge.transferGroup,
  };
}

function descriptor({ statementDescriptorSuffix }: Charge): string {
  return statementDescriptorSuffix === null ? 'EMULATOR' : `EMULATOR* ${statementDescriptorSuffix}`;
}

function approvedOutcome(): JsonObject {
  return {
    advice_code: null,
    network_advice_code: null,
    network_decline_code: null,
    network_status: 'approved_by_network',
    reason: null,
    risk_level: 'normal',
    risk_score: 20,
    seller_message: 'Payment complete.',
    type: 'authorized',
  };
}

/** Recorded. */
function declinedOutcome(decline: Decline): JsonObject {
  return {
    advice_code: decline.adviceCode ?? null,
    network_advice_code: null,
    network_decline_code: null,
    network_status: 'declined_by_network',
    reason: decline.declineCode,
    risk_level: 'normal',
    risk_score: 20,
    seller_message: 'The bank did not return any further details with this decline.',
    type: 'issuer_declined',
  };
}
