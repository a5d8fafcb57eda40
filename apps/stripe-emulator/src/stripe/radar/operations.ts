import { noSuch, refusal } from '../error';
import { findCharge } from '../charges/find';
import { createdFilter, pageOf } from '../list';
import type { Operation } from '../request';
import { renderWarning } from './early-fraud-warning';
import { closeReview } from './open-review';
import { renderReview } from './review';

export const retrieveWarning: Operation = ({ account }, _params, id) => {
  const warning = account.earlyFraudWarnings.get(id);
  if (warning === undefined) throw noSuch('early fraud warning', id, 'id');
  return () => renderWarning(warning);
};

export const listWarnings: Operation = ({ account }, params) => {
  const created = createdFilter(params);
  const [charge, intent] = [params.text('charge'), params.text('payment_intent')];
  const page = pageOf(
    {
      oldestFirst: account.earlyFraudWarnings.oldestFirst(),
      matches: (warning) =>
        (charge === undefined || warning.charge.id === charge) &&
        (intent === undefined || warning.charge.paymentIntent === intent) &&
        created(warning),
      render: renderWarning,
      url: '/v1/radar/early_fraud_warnings',
      name: 'early fraud warning',
    },
    params,
  );
  return () => page;
};

export const retrieveReview: Operation = ({ account }, _params, id) => {
  const review = account.reviews.get(id);
  if (review === undefined) throw noSuch('review', id, 'review');
  return () => renderReview(review);
};

/** Those that are open (documented). */
export const listReviews: Operation = ({ account }, params) => {
  const created = createdFilter(params);
  const page = pageOf(
    {
      oldestFirst: account.reviews.oldestFirst(),
      matches: (review) => review.closedReason === null && created(review),
      render: renderReview,
      url: '/v1/reviews',
      name: 'review',
    },
    params,
  );
  return () => page;
};

/** That a closed review stays closed is assumed. */
export const approveReview: Operation = (context, _params, id) => {
  const review = context.account.reviews.get(id);
  if (review === undefined) throw noSuch('review', id, 'review');
  if (review.closedReason !== null) throw refusal(`Review ${id} is already closed: ${review.closedReason}.`);
  closeReview(context, findCharge(context.account, review.charge), 'approved');
  return () => renderReview(review);
};
