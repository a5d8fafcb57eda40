import type { Charge } from '../charges/charge';
import { shownIntent } from '../charges/hidden-intent';
import { emit } from '../events/emit';
import type { JsonObject } from '../json';
import type { Context } from '../request';
import { seconds } from '../request';

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

/** A payment of elevated risk, where the account has a rule for that (documented for the test card). */
export function openReview(context: Context, charge: Charge): Review | null {
  const { ids, reviews, settings } = context.account;
  if (charge.paymentMethod.card.riskLevel !== 'elevated' || settings.reviews !== 'elevated') return null;
  return reviews.add({
    id: ids.next('prv'),
    created: seconds(context),
    charge: charge.id,
    paymentIntent: charge.paymentIntent,
    closedReason: null,
  });
}

export function announceReview(context: Context, review: Review | null): void {
  if (review !== null) emit(context, 'review.opened', review.paymentIntent, renderReview(review));
}

/** What happens to the payment ends its review (documented as the reasons there are). */
export function closeReview(context: Context, { review: id }: Charge, reason: ReviewEnd): void {
  const review = id === null ? undefined : context.account.reviews.get(id);
  if (review === undefined || review.closedReason !== null) return;
  review.closedReason = reason;
  emit(context, 'review.closed', review.paymentIntent, renderReview(review), {
    closed_reason: null,
    open: true,
    reason: 'rule',
  });
}
