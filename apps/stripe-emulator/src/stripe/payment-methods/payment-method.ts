import { emptyBillingDetails } from '../address';
import { scramble } from '../ids';
import type { JsonObject } from '../json';
import type { TestCard } from './test-cards';

export interface PaymentMethod {
  readonly id: string;
  readonly created: number;
  readonly card: TestCard;
  customer: string | null;
}

export const EXPIRY = { month: 12, year: 2034 };

/** One number, one fingerprint. */
export function fingerprintOf(card: TestCard): string {
  return scramble(`${card.brand}/${card.last4}`, 16);
}

export function renderPaymentMethod(paymentMethod: PaymentMethod): JsonObject {
  const { card } = paymentMethod;
  return {
    id: paymentMethod.id,
    object: 'payment_method',
    allow_redisplay: 'unspecified',
    billing_details: emptyBillingDetails(),
    card: {
      brand: card.brand,
      checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: 'pass' },
      country: card.country,
      display_brand: card.brand,
      exp_month: EXPIRY.month,
      exp_year: EXPIRY.year,
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
    metadata: {},
    type: 'card',
  };
}
