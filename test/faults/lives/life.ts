import type { PaymentProvider } from '../../../libs/domain/capabilities/payment-provider';
import type { PatientShop } from './patient-shop';

/** What must be true of an order at its end; money in minor units. */
export interface RightEnd {
  readonly status: 'completed' | 'canceled';
  readonly captured: number;
  readonly released: number;
  readonly refunded: number;
  /** Codes that are open then, in the order of the alphabet. */
  readonly attention: readonly string[];
  /** Every shipment by its id, all settled. */
  readonly shipments: readonly string[];
}

/** A short life of one order, as a shop and its buyer lead it. */
export interface Life {
  /** In the table, and on the command line. */
  readonly name: string;
  /** Whom the order is paid through; Stripe without. */
  readonly provider?: PaymentProvider;
  /** Whether it waits for the end of a hold: it takes as long as that hold lives. */
  readonly awaitsDeadline?: boolean;
  /** Does what the shop and the buyer do. @returns the end that is right after what the shop was told */
  live(shop: PatientShop): Promise<RightEnd>;
}
