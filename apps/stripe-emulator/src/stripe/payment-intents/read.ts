import { checkClientSecret } from '../client-secret';
import { createdFilter, pageOf } from '../list';
import type { Operation } from '../request';
import { findPaymentIntent } from './find';
import { renderLineItem } from './amount-details/line-item';
import { renderPaymentIntent } from './payment-intent';

export const retrievePaymentIntent: Operation = ({ account }, params, id) => {
  const intent = findPaymentIntent(account, id);
  checkClientSecret(params, intent.clientSecret, 'PaymentIntent');
  return () => renderPaymentIntent(intent);
};

export const listPaymentIntents: Operation = ({ account }, params) => {
  const customer = params.text('customer');
  const created = createdFilter(params);
  const page = pageOf(
    {
      oldestFirst: account.paymentIntents.oldestFirst(),
      matches: (intent) => (customer === undefined || intent.customer === customer) && created(intent),
      render: renderPaymentIntent,
      url: '/v1/payment_intents',
      name: 'payment_intent',
    },
    params,
  );
  return () => page;
};

/** In the order of the captures; lists otherwise show the newest first, hence the turn. */
export const listLineItems: Operation = ({ account }, params, id) => {
  const intent = findPaymentIntent(account, id);
  const page = pageOf(
    {
      oldestFirst: (intent.amountDetails?.lineItems ?? []).toReversed(),
      matches: () => true,
      render: renderLineItem,
      url: `/v1/payment_intents/${id}/amount_details_line_items`,
      name: 'line item',
    },
    params,
  );
  return () => page;
};
