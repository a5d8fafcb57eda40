import { findCustomer } from '../customers/operations';
import { mergedMetadata } from '../metadata';
import { impossible, invalidRequest, noSuch } from '../requests/error';
import { pageOf } from '../requests/list';
import type { Context, Operation } from '../requests/request';
import { makeMethod } from './given-method';
import { renderPaymentMethod } from './payment-method';
import type { PaymentMethod } from './payment-method';

export const createPaymentMethod: Operation = (context, params) => {
  const metadata = mergedMetadata(new Map(), params);
  const method = makeMethod(context, params);
  method.metadata = metadata;
  return () => renderPaymentMethod(context.account, method);
};

export const retrievePaymentMethod: Operation = (context, _params, [id]) => {
  const method = findMethod(context, id);
  return () => renderPaymentMethod(context.account, method);
};

export const updatePaymentMethod: Operation = (context, params, [id]) => {
  const method = findMethod(context, id);
  method.metadata = mergedMetadata(method.metadata, params);
  method.billingDetails = params.raw('billing_details') ?? method.billingDetails;
  return () => renderPaymentMethod(context.account, method);
};

export const listPaymentMethods: Operation = (context, params) => {
  const customer = params.text('customer');
  const type = params.text('type');
  const page = pageOf(
    {
      oldestFirst: context.account.paymentMethods.oldestFirst(),
      matches: (method) =>
        method.customer !== null &&
        (customer === undefined || method.customer === customer) &&
        (type === undefined || method.type === type),
      render: (method) => renderPaymentMethod(context.account, method),
      url: '/v1/payment_methods',
    },
    params,
  );
  return () => page;
};

export const attachPaymentMethod: Operation = (context, params, [id]) => {
  const method = findMethod(context, id);
  const customer = findCustomer(context, params.required('customer', params.text('customer')));
  if (method.customer !== null && method.customer !== customer.id) {
    throw impossible('This PaymentMethod is attached to another customer.', 'payment_method_unexpected_state');
  }
  if (method.type !== 'card') throw invalidRequest('Only cards can be attached to a customer.');
  method.customer = customer.id;
  return () => renderPaymentMethod(context.account, method);
};

export const detachPaymentMethod: Operation = (context, _params, [id]) => {
  const method = findMethod(context, id);
  if (method.customer === null) {
    throw impossible('This PaymentMethod is attached to no customer.', 'payment_method_unexpected_state');
  }
  method.customer = null;
  return () => renderPaymentMethod(context.account, method);
};

export const retrieveMethodOfCustomer: Operation = (context, _params, [customerId, id]) => {
  const customer = findCustomer(context, customerId);
  const method = findMethod(context, id);
  if (method.customer !== customer.id) throw noSuch('payment_method of this customer', id);
  return () => renderPaymentMethod(context.account, method);
};

export const listMethodsOfCustomer: Operation = (context, params, [customerId]) => {
  const customer = findCustomer(context, customerId);
  const page = pageOf(
    {
      oldestFirst: context.account.paymentMethods.oldestFirst(),
      matches: (method) => method.customer === customer.id,
      render: (method) => renderPaymentMethod(context.account, method),
      url: `/v1/customers/${customer.id}/payment_methods`,
    },
    params,
  );
  return () => page;
};

function findMethod({ account }: Context, id: string): PaymentMethod {
  const method = account.paymentMethods.get(id);
  if (method === undefined) throw noSuch('payment_method', id);
  return method;
}
