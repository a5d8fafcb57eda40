import { mergedMetadata } from '../metadata';
import { noSuch } from '../requests/error';
import { createdFilter, pageOf } from '../requests/list';
import type { Params } from '../requests/params';
import type { Context, Operation } from '../requests/request';
import { renderCustomer } from './customer';
import type { Customer } from './customer';

export const createCustomer: Operation = (context, params) => {
  const { account, now } = context;
  const metadata = mergedMetadata(new Map(), params);
  const given = detailsIn(params, NOBODY);
  const customer = account.customers.add({ id: account.ids.next('cus'), created: now, ...given, metadata });
  return () => renderCustomer(account, customer);
};

export const retrieveCustomer: Operation = (context, _params, [id]) => {
  const customer = findCustomer(context, id);
  return () => renderCustomer(context.account, customer);
};

export const updateCustomer: Operation = (context, params, [id]) => {
  const customer = findCustomer(context, id);
  const metadata = mergedMetadata(customer.metadata, params);
  Object.assign(customer, detailsIn(params, customer), { metadata });
  return () => renderCustomer(context.account, customer);
};

/** Its cards are detached with it. */
export const deleteCustomer: Operation = ({ account, now, origin }, _params, [id]) => {
  findCustomer({ account, now, origin }, id);
  for (const method of account.paymentMethods.oldestFirst()) if (method.customer === id) method.customer = null;
  account.customers.remove(id);
  return () => ({ id, object: 'customer', deleted: true });
};

export const listCustomers: Operation = (context, params) => {
  const email = params.text('email');
  const created = createdFilter(params);
  const page = pageOf(
    {
      oldestFirst: context.account.customers.oldestFirst(),
      matches: (customer) => (email === undefined || customer.email === email) && created(customer),
      render: (customer) => renderCustomer(context.account, customer),
      url: '/v1/customers',
    },
    params,
  );
  return () => page;
};

export function findCustomer({ account }: Context, id: string): Customer {
  const customer = account.customers.get(id);
  if (customer === undefined) throw noSuch('customer', id);
  return customer;
}

type Details = Omit<Customer, 'id' | 'created' | 'metadata'>;

const NOBODY: Details = { name: null, email: null, phone: null, description: null, address: null, shipping: null };

function detailsIn(params: Params, before: Details): Details {
  const text = (name: 'name' | 'email' | 'phone' | 'description'): string | null =>
    params.isUnset(name) ? null : (params.text(name) ?? before[name]);
  return {
    name: text('name'),
    email: text('email'),
    phone: text('phone'),
    description: text('description'),
    address: params.raw('address') ?? before.address,
    shipping: params.raw('shipping') ?? before.shipping,
  };
}
