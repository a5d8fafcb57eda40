import type { Params } from '../../wire/params';
import { knownCustomer } from '../customers/find';
import { noSuch } from '../error';
import type { JsonObject } from '../../../../../libs/emulation/objects/json';
import { pageOf } from '../list';
import type { Context, Operation } from '../request';
import { renderPaymentMethod } from './payment-method';
import { IN_ADDRESS, usePaymentMethod } from './use-payment-method';

export const retrievePaymentMethod: Operation = (context, _params, id) => {
  const method = usePaymentMethod(context, id, IN_ADDRESS).make();
  return () => renderPaymentMethod(method);
};

/** The account's methods of one customer, or of all; those that belong to nobody are not listed (documented). */
export const listPaymentMethods: Operation = (context, params) => {
  const id = params.text('customer');
  const customer = id === undefined ? undefined : knownCustomer(context.account, id, 'customer').id;
  const page = pageOfMethods(context, params, customer, '/v1/payment_methods');
  return () => page;
};

export const listCustomerPaymentMethods: Operation = (context, params, id) => {
  const customer = knownCustomer(context.account, id, 'id').id;
  const page = pageOfMethods(context, params, customer, `/v1/customers/${id}/payment_methods`);
  return () => page;
};

function pageOfMethods(context: Context, params: Params, customer: string | undefined, url: string): JsonObject {
  const type = params.text('type') ?? 'card';
  const redisplay = params.text('allow_redisplay');
  return pageOf(
    {
      oldestFirst: context.account.paymentMethods.oldestFirst(),
      matches: (method) =>
        method.customer !== null &&
        (customer === undefined || method.customer === customer) &&
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
