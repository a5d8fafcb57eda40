import { inBalance, type LedgerTransaction } from '../../domain/ledger/ledger';
import type { OrderChange } from '../orders/order-change';

/**
 * Posts a movement of money, once: a source key that is there already inserts nothing. It is written at the end of the
 * change. Nothing moved, nothing is written.
 */
export function postLedger({ appended, provider }: OrderChange, movement: LedgerTransaction): Promise<void> {
  if (movement.entries.length > 0) appended.movements.push(inBalance(movement, provider.balanceAccount));
  return Promise.resolve();
}
