import type { Money } from './money';
import type { HoldReading, PaymentError } from './payment-gateway';
import type { AmountDetails } from './shipment-price';

/** The part of the port that raises a hold. It throws as the others do. */
export interface RaiseGateway {
  /** Holds more of the same card: an incremental authorization. A refused one leaves the hold as it is. */
  raise(request: RaiseRequest): Promise<RaiseAnswer>;
}

export interface RaiseRequest {
  readonly idempotencyKey: string;
  readonly paymentIntentId: string;
  /** What the whole hold shall be. */
  readonly amount: Money;
  readonly amountDetails: AmountDetails | null;
}

export type RaiseAnswer =
  | { readonly kind: 'raised'; readonly hold: HoldReading }
  | {
      readonly kind: 'refused';
      readonly reason: 'declined' | 'not_possible';
      readonly error: PaymentError;
      readonly hold: HoldReading;
    };
