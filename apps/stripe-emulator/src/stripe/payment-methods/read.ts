import type { Params } from '../../wire/params';
import { knownCustomer } from '../customers/find';
import { invalidRequest, noSuch } from '../error';
import type { JsonObject } from '../json';
import { pageOf } from '../list';
import type { Context, Operation } from '../request';
import { renderPaymentMethod } from './payment-method';
import { IN_ADDRESS, usePaymentMethod } from './use-payment-method';

export const retrievePaymentMethod: Operation = (context, _params, id) => {
  const method = usePaymentMethod(context, id, IN_ADDRESS).make();
  return () => renderPaymentMethod(method);
};

/** Methods that belong to nobody are not listed (documented): without a customer there is nothing to show. */
export const listPaymentMethods: Operation = (context, params) => {
  const customer = params.text('customer');
  if (customer === undefined) {
    throw invalidRequest('Missing required param: customer.', 'customer', 'parameter_missing');
  }
  const page = pageOfCustomer(context, params, customer, 'customer', '/v1/payment_methods');
  return () => page;
};

export const listCustomerPaymentMethods: Operation = (context, params, id) => {
  const page = pageOfCustomer(context, params, id, 'id', `/v1/customers/${id}/payment_methods`);
  return () => page;
};

function pageOfCustomer(context: Context, params: Params, id: string, param: string, url: string): JsonObject {
  const customer = knownCustomer(context.account, id, param);
  const type = params.text('type') ?? 'card';
  const redisplay = params.text('allow_redisplay');
  return pageOf(
    {
      oldestFirst: context.account.paymentMethods.oldestFirst(),
      matches: (method) =>
        method.customer === customer.id &&
        type === 'card' &&
        (redisplay === undefined || method.allowRedisplay === redisplay),
      render: renderPaymentMethod,
      url,
      name: 'payment_method',
    },
    params,
  );
}

/** The same method, as long as it is that customer's. */
export const retrieveCustomerPaymentMethod: Operation = ({ account }, _params, id, customerId) => {
  const customer = knownCustomer(account, customerId, 'customer');
  const method = account.paymentMethods.get(id);
  if (method?.customer !== customer.id) throw noSuch('PaymentMethod', id, 'payment_method');
  return () => renderPaymentMethod(method);
};
