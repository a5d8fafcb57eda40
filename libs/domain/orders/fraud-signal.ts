/** What makes a payment doubtful: the ship check says no while one is open, unless the policy says otherwise. */
export const DOUBTS = ['under_review', 'fraud_warning', 'disputed'] as const;
/** A doubt about a payment. */
export type Doubt = (typeof DOUBTS)[number];

/**
 * What the provider suspects of a payment, as one of its events says. A review is opened and then closed, a warning can
 * be acted on and then not any more, never the other way: so the order in which events come makes no difference.
 */
export interface FraudSignal {
  /** Stripe's `prv_…` or `issfr_…`. */
  readonly signalId: string;
  readonly kind: Exclude<Doubt, 'disputed'>;
  readonly isOpen: boolean;
  /** In the provider's words. */
  readonly reason: string;
}
