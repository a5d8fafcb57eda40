/**
 * A verified event of the provider: what it is about, by name, and its payload for people. No amount is booked from it:
 * an event is a reason to look, and what it means for the money is read from the provider. Absent is as null.
 */
export interface ReceivedEvent {
  readonly eventId: string;
  readonly type: string;
  /** The version it was written in, which is the endpoint's or the account's, not ours. */
  readonly apiVersion: string | null;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly livemode: boolean;
  /**
   * `settlement`: a capture got its balance transaction. `hold`: a hold or a card setup was placed, changed or ended.
   * `refund`: a refund came to its end, or was made by somebody else. `dispute`: a dispute began, moved on or ended.
   * `fraud`: a payment is suspected, or is so no more.
   */
  readonly about: 'settlement' | 'hold' | 'refund' | 'dispute' | 'fraud' | 'nothing';
  readonly paymentIntentId: string | null;
  readonly chargeId: string | null;
  readonly balanceTransactionId: string | null;
  /** Of a card that is being saved. */
  readonly setupIntentId?: string | null;
  /**
   * What its PaymentIntent had received by then, in minor units. Never booked: only held against our own captures, to
   * see whether somebody else made one, which is a reason to look.
   */
  readonly amountReceived?: number | null;
  /** The connected account that it happened at; null where that is the account itself. */
  readonly account?: string | null;
  /** The tag of the Holdfast that asked for the object, from its metadata; null when none did. */
  readonly deployment?: string | null;
  /** When that was written down, from the metadata of the object. */
  readonly intendedAt?: string | null;
  /** From the metadata of the object; null when it carries none of ours. */
  readonly orderId: string | null;
  /** Stripe's `re_…`. */
  readonly stripeRefundId: string | null;
  /** The shop's id, from the metadata of a refund. */
  readonly refundId: string | null;
  /** Stripe's `du_…` or `dp_…`. */
  readonly disputeId: string | null;
  /** The whole event, for the inbox. */
  readonly payload: Readonly<Record<string, unknown>>;
}
