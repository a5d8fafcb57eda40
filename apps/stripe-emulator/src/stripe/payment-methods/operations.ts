import { knownCustomer } from '../customers/find';
import { invalidRequest, refusal } from '../error';
import { differences } from '../events/differences';
import { emit } from '../events/emit';
import type { Operation } from '../request';
import { attachTo, detach, prepareToAttach } from './attach';
import { readFields, readNewMethod } from './card-params';
import { renderPaymentMethod } from './payment-method';
import { addPaymentMethod, findPaymentMethod, IN_ADDRESS } from './use-payment-method';

export const createPaymentMethod: Operation = (context, params) => {
  const { card, fields, spend } = readNewMethod(context, params);
  const method = addPaymentMethod(context, card, fields);
  spend();
  return () => renderPaymentMethod(method);
};

/** Only a method that is kept with a customer can be changed (documented; the words are assumed). */
export const updatePaymentMethod: Operation = (context, params, id) => {
  const method = findPaymentMethod(context, id);
  if (method.customer === null) {
    throw refusal('You must save this PaymentMethod to a customer before you can update it.');
  }
  const fields = readFields(method, params);
  const before = renderPaymentMethod(method);
  Object.assign(method, fields);
  const after = renderPaymentMethod(method);
  const changed = differences(before, after);
  if (Object.keys(changed).length > 0) emit(context, 'payment_method.updated', method.id, after, changed);
  return () => renderPaymentMethod(method);
};

export const attachPaymentMethod: Operation = (context, params, id) => {
  const customerId = params.text('customer');
  if (customerId === undefined) {
    throw invalidRequest('Missing required param: customer.', 'customer', 'parameter_missing');
  }
  const customer = knownCustomer(context.account, customerId, 'customer');
  const method = prepareToAttach(context, id, IN_ADDRESS).make();
  attachTo(context, method, customer.id);
  return () => renderPaymentMethod(method);
};

export const detachPaymentMethod: Operation = (context, _params, id) => {
  const method = findPaymentMethod(context, id);
  detach(context, method);
  return () => renderPaymentMethod(method);
};
