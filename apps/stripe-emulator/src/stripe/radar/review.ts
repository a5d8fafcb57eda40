import { shownIntent } from '../charges/hidden-intent';
import type { JsonObject } from '../../../../../libs/emulation/objects/json';

export type ReviewEnd = 'approved' | 'canceled' | 'disputed' | 'refunded' | 'refunded_as_fraud';

/** A payment that somebody at the shop looks at first. */
export interface Review {
  readonly id: string;
  readonly created: number;
  readonly charge: string;
  readonly paymentIntent: string;
  closedReason: ReviewEnd | null;
}

export function renderReview({ charge, closedReason, created, id, paymentIntent }: Review): JsonObject {
  const intent = shownIntent(paymentIntent);
  return {
    id,
    object: 'review',
    billing_zip: null,
    charge,
    closed_reason: closedReason,
    created,
    ip_address: null,
    ip_address_location: null,
    livemode: false,
    open: closedReason === null,
    opened_reason: 'rule',
    ...(intent !== null && { payment_intent: intent }),
    reason: closedReason ?? 'rule',
    session: null,
  };
}
