import { noSuch } from '../error';
import { differences } from '../events/differences';
import { emit } from '../events/emit';
import { scramble } from '../../../../../libs/emulation/objects/ids';
import { createdFilter, pageOf } from '../list';
import { attachTo, prepareToAttach } from '../payment-methods/attach';
import { IN_PARAMETERS } from '../payment-methods/use-payment-method';
import type { Operation } from '../request';
import { seconds } from '../request';
import { renderCustomer } from './customer';
import type { CustomerFields } from './customer';
import { knownCustomer } from './find';
import { changedFields } from './read-fields';

export const createCustomer: Operation = (context, params) => {
  const { customers, ids } = context.account;
  const fields = changedFields(context, blankFields(), params, null);
  const methodId = params.text('payment_method');
  const method = methodId === undefined ? undefined : prepareToAttach(context, methodId, IN_PARAMETERS);
  const id = ids.next('cus');
  const invoicePrefix = fields.invoicePrefix === '' ? scramble(id, 8).toUpperCase() : fields.invoicePrefix;
  const customer = customers.add({
    id,
    created: seconds(context),
    fields: { ...fields, invoicePrefix },
    deleted: false,
  });
  emit(context, 'customer.created', customer.id, renderCustomer(customer));
  if (method !== undefined) attachTo(context, method.make(), customer.id);
  return () => renderCustomer(customer);
};

export const retrieveCustomer: Operation = ({ account }, _params, id) => {
  const customer = account.customers.get(id);
  if (customer === undefined) throw noSuch('customer', id, 'id');
  return () => renderCustomer(customer);
};

export const updateCustomer: Operation = (context, params, id) => {
  const customer = knownCustomer(context.account, id, 'id');
  const fields = changedFields(context, customer.fields, params, id);
  const before = renderCustomer(customer);
  customer.fields = fields;
  const after = renderCustomer(customer);
  const changed = differences(before, after);
  if (Object.keys(changed).length > 0) emit(context, 'customer.updated', customer.id, after, changed);
  return () => renderCustomer(customer);
};

/** Its methods go with it: nobody can use them again (documented for sources, assumed for methods). */
export const deleteCustomer: Operation = (context, _params, id) => {
  const customer = knownCustomer(context.account, id, 'id');
  emit(context, 'customer.deleted', customer.id, renderCustomer(customer));
  customer.deleted = true;
  for (const method of context.account.paymentMethods.oldestFirst()) {
    if (method.customer !== id) continue;
    method.customer = null;
    method.spent = true;
  }
  return () => renderCustomer(customer);
};

export const listCustomers: Operation = ({ account }, params) => {
  const email = params.text('email');
  const created = createdFilter(params);
  const page = pageOf(
    {
      oldestFirst: account.customers.oldestFirst(),
      matches: (customer) =>
        !customer.deleted && (email === undefined || customer.fields.email === email) && created(customer),
      render: renderCustomer,
      url: '/v1/customers',
      name: 'customer',
    },
    params,
  );
  return () => page;
};

/** Cards are kept as PaymentMethods alone, so that no customer has any of the older kind. */
export const listSources: Operation = ({ account }, params, id) => {
  knownCustomer(account, id, 'id');
  const none: readonly { readonly id: string }[] = [];
  const url = `/v1/customers/${id}/sources`;
  const page = pageOf({ oldestFirst: none, matches: () => true, render: () => ({}), url, name: 'source' }, params);
  return () => page;
};

function blankFields(): CustomerFields {
  return {
    address: null,
    defaultPaymentMethod: null,
    description: null,
    email: null,
    invoicePrefix: '',
    metadata: new Map(),
    name: null,
    phone: null,
    preferredLocales: [],
    shipping: null,
    taxExempt: 'none',
  };
}
