import type { Account } from '../account';
import { noSuch } from '../error';
import type { Charge } from './charge';

export function findCharge(account: Account, id: string): Charge {
  const charge = account.charges.get(id);
  if (charge === undefined) throw noSuch('charge', id, 'id');
  return charge;
}
