import type { Account } from '../account';
import { noSuch } from '../error';
import type { Customer } from './customer';

/** A customer that can still be used; one that was deleted is unknown from then on, except when retrieved. */
export function knownCustomer(account: Account, id: string, param: string): Customer {
  const customer = account.customers.get(id);
  if (customer === undefined || customer.deleted) throw noSuch('customer', id, param);
  return customer;
}
