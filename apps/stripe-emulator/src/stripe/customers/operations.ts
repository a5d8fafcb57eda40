import { readAddress, readShipping } from '../address';
import { noSuch } from '../error';
import { emit } from '../events/emit';
import { scramble } from '../ids';
import { mergedMetadata } from '../metadata';
import type { Operation } from '../request';
import { seconds } from '../request';
import { renderCustomer } from './customer';

export const createCustomer: Operation = (context, params) => {
  const { account } = context;
  const metadata = mergedMetadata(new Map(), params);
  const address = params.hash('address');
  const shipping = params.hash('shipping');
  const id = account.ids.next('cus');
  const customer = account.customers.add({
    id,
    created: seconds(context),
    address: address === undefined ? null : readAddress(address),
    description: params.text('description') ?? null,
    email: params.text('email') ?? null,
    invoicePrefix: params.text('invoice_prefix') ?? scramble(id, 8).toUpperCase(),
    metadata,
    name: params.text('name') ?? null,
    phone: params.text('phone') ?? null,
    shipping: shipping === undefined ? null : readShipping(shipping),
  });
  emit(context, 'customer.created', customer.id, renderCustomer(customer));
  return () => renderCustomer(customer);
};

export const retrieveCustomer: Operation = ({ account }, _params, id) => {
  const customer = account.customers.get(id);
  if (customer === undefined) throw noSuch('customer', id, 'id');
  return () => renderCustomer(customer);
};
