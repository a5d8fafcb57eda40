/** A payment as its provider has it now, to be compared with what is recorded of it. Amounts are minor units. */
export interface PaymentAtProvider {
  readonly paymentIntentId: string;
  readonly currency: string;
  readonly received: number;
  readonly capturable: number;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Money that a provider says went back of a payment, or is on its way. */
export interface RefundAtProvider {
  readonly id: string;
  readonly amount: number;
  /** In the provider's own word; `succeeded` and `pending` alone mean money. */
  readonly status: string;
  readonly paymentIntentId: string | null;
}

/** Payments, with all that went back of them. */
export interface PaymentsAtProvider {
  readonly payments: readonly PaymentAtProvider[];
  readonly refunds: readonly RefundAtProvider[];
}

/** Which payments are read. */
export interface RecordedPayments {
  readonly paymentIntentIds: readonly string[];
  /** What is known to have been refunded of them: not every provider lists refunds. */
  readonly refundIds: readonly string[];
}

/** Reads payments as their provider has them now. @throws ProviderUnavailable, ProviderMisuse */
export type ReadPayments = (recorded: RecordedPayments) => Promise<PaymentsAtProvider>;
