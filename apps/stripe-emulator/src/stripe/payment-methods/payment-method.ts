import { scramble } from '../../../../../libs/emulation/objects/ids';
import type { JsonObject } from '../../../../../libs/emulation/objects/json';
import { NO_BILLING_DETAILS, renderBillingDetails } from './billing-details';
import type { BillingDetails } from './billing-details';
import type { CardChecks, TestCard } from './test-cards';

/** What the owner of a method may change; a charge keeps what was true when it was made. */
export interface MethodDetails {
  readonly billing: BillingDetails;
  readonly expMonth: number;
  readonly expYear: number;
}

export interface PaymentMethod {
  readonly id: string;
  readonly created: number;
  readonly card: TestCard;
  details: MethodDetails;
  allowRedisplay: string;
  metadata: ReadonlyMap<string, string>;
  customer: string | null;
  /** The buyer has agreed to later payments, 3-D Secure included where the card asks for it. */
  setUp: boolean;
  /** Used without a customer, or detached from one: it may not be used again (documented). */
  spent: boolean;
}

export const NEW_DETAILS: MethodDetails = { billing: NO_BILLING_DETAILS, expMonth: 12, expYear: 2034 };

/** One number, one fingerprint. */
export function fingerprintOf(card: TestCard): string {
  return scramble(`${card.brand}/${card.last4}`, 16);
}

export function renderChecks({ addressLine1, postalCode, cvc }: CardChecks): JsonObject {
  return { address_line1_check: addressLine1, address_postal_code_check: postalCode, cvc_check: cvc };
}

export function renderPaymentMethod(paymentMethod: PaymentMethod): JsonObject {
  const { card, details } = paymentMethod;
  return {
    id: paymentMethod.id,
    object: 'payment_method',
    allow_redisplay: paymentMethod.allowRedisplay,
    billing_details: renderBillingDetails(details.billing),
    card: {
      brand: card.brand,
      checks: renderChecks(card.checks),
      country: card.country,
      display_brand: card.brand,
      exp_month: details.expMonth,
      exp_year: details.expYear,
      fingerprint: fingerprintOf(card),
      funding: card.funding,
      generated_from: null,
      last4: card.last4,
      networks: { available: [card.network], preferred: null },
      regulated_status: 'unregulated',
      three_d_secure_usage: { supported: true },
      wallet: null,
    },
    created: paymentMethod.created,
    customer: paymentMethod.customer,
    customer_account: null,
    livemode: false,
    metadata: Object.fromEntries(paymentMethod.metadata),
    type: 'card',
  };
}

export type MethodFields = Pick<PaymentMethod, 'allowRedisplay' | 'details' | 'metadata'>;
