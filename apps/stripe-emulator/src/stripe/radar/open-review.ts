import type { Charge } from '../charges/charge';
import { emit } from '../events/emit';
import type { Context } from '../request';
import { seconds } from '../request';
import { renderReview } from './review';
import type { Review, ReviewEnd } from './review';

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
  if (review?.closedReason !== null) return;
  review.closedReason = reason;
  emit(context, 'review.closed', review.paymentIntent, renderReview(review), {
    closed_reason: null,
    open: true,
    reason: 'rule',
  });
}
