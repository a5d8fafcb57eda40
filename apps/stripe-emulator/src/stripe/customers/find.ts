import type { Account } from '../account';
import { noSuch, noSuchInParams } from '../error';
import type { Customer } from './customer';

/** A customer that can still be used; one that was deleted is unknown from then on, except when retrieved. */
export function knownCustomer(account: Account, id: string, param: string): Customer {
  const customer = account.customers.get(id);
  if (customer === undefined || customer.deleted) {
    throw param === 'id' ? noSuch('customer', id, param) : noSuchInParams('customer', id, param);
  }
  return customer;
}
