/**
 * How the buyer is reached and where the goods go. It is told to the provider and kept in the database, and stands
 * nowhere else: in no log, no history of a workflow, no metric.
 */
export interface BuyerDetails {
  /** The provider sends its receipts there. */
  readonly receiptEmail: string | null;
  readonly shippingAddress: ShippingAddress | null;
}

/** Where the goods go. */
export interface ShippingAddress {
  readonly name: string;
  readonly phone: string | null;
  readonly line1: string;
  readonly line2: string | null;
  readonly city: string | null;
  readonly state: string | null;
  readonly postalCode: string | null;
  /** ISO 3166-1, two letters. */
  readonly country: string;
}
