import type { FeatureTier } from '../orders/card-features';
import type { KeyedRequest } from './idempotency-key';
import type { AuthorizationRef } from './payment-gateway';
import type { PaymentIntentReading } from './payment-intent-reading';

/**
 * The part of the port to a payment provider that takes over a payment which the shop made itself. It throws what the
 * whole port throws. Source: https://docs.stripe.com/api/payment_intents/update
 */
export interface AdoptionGateway {
  /** A payment of the account, whoever made it; undefined when the provider knows none of this id. */
  readForAdoption(paymentIntentId: string): Promise<AdoptablePayment | undefined>;
  /** Writes our names on it, and changes nothing else. May be made any number of times. */
  adopt(request: AdoptRequest): Promise<AdoptablePayment>;
}

/** A payment, as far as it decides whether an order can have it. */
export interface AdoptablePayment {
  readonly hold: PaymentIntentReading;
  readonly capturedBy: 'us' | 'provider';
  /** Lower-case ISO 4217 code. */
  readonly currency: string;
  readonly isCard: boolean;
  /** Whether captures of it so far said what they were for; true where there was none. */
  readonly isDescribed: boolean;
  readonly owner: PaymentOwner;
}

/** Whose name a payment carries. */
export type PaymentOwner =
  | { readonly kind: 'nobody' }
  | { readonly kind: 'another_deployment' }
  | { readonly kind: 'order'; readonly orderId: string | null; readonly intendedAt: string | null };

/** Names a payment as that of an order. */
export interface AdoptRequest extends KeyedRequest {
  readonly ref: AuthorizationRef;
  readonly tier: FeatureTier;
  readonly paymentIntentId: string;
  readonly metadata: Readonly<Record<string, string>>;
  /** Where the shop shows the order; null: nowhere that we know. */
  readonly orderUrl: string | null;
}
