import { createdFilter, pageOf } from '../requests/list';
import type { Operation } from '../requests/request';
import { findIntent } from './find';
import { renderPaymentIntent } from './payment-intent';
import { clausesOf } from './search';

export const retrievePaymentIntent: Operation = (context, _params, [id]) => {
  const intent = findIntent(context, id);
  return () => renderPaymentIntent(context.account, intent);
};

export const listPaymentIntents: Operation = ({ account }, params) => {
  const customer = params.text('customer');
  const merchantOrderId = params.text('merchant_order_id');
  const created = createdFilter(params);
  const page = pageOf(
    {
      oldestFirst: account.paymentIntents.oldestFirst(),
      matches: (intent) =>
        (customer === undefined || intent.customer === customer) &&
        (merchantOrderId === undefined || intent.merchantOrderId === merchantOrderId) &&
        created(intent),
      render: (intent) => renderPaymentIntent(account, intent),
      url: '/v1/payment_intents',
    },
    params,
  );
  return () => page;
};

export const searchPaymentIntents: Operation = ({ account, now }, params) => {
  const matches = clausesOf(params.required('query', params.text('query')));
  const newest = now - account.settings.search_delay_seconds;
  const page = pageOf(
    {
      oldestFirst: account.paymentIntents.oldestFirst(),
      matches: (intent) => intent.created <= newest && matches(intent),
      render: (intent) => renderPaymentIntent(account, intent),
      url: '/v1/payment_intents/search',
    },
    params,
  );
  return () => ({ ...page, object: 'search_result' });
};
