import { enter, settled } from '../balance-transactions/enter';
import type { Charge } from '../charges/charge';
import type { Context } from '../request';
import { seconds } from '../request';
import type { Transfer } from './transfer';

/**
 * Sends the destination its share of one capture, out of what reached the balance: hence in the settlement currency
 * (assumed). The charge points at the newest, as with balance transactions (assumed).
 */
export function sendTransfer(context: Context, charge: Charge, amount: number): Transfer {
  const { ids, settings, transfers } = context.account;
  const { destination } = charge.connect;
  if (destination === null) throw new Error(`Bug! ${charge.id} goes to nobody else`);
  const id = ids.next('tr');
  const money = settled(amount, charge.currency, settings.settlement_currency);
  const { currency } = money;
  const leaving = { type: 'transfer', source: id, amount: -money.amount, currency, description: null } as const;
  const transfer = transfers.add({
    id,
    created: seconds(context),
    amount: money.amount,
    currency,
    balanceTransaction: enter(context, leaving).id,
    destination,
    destinationPayment: ids.next('py'),
    charge: charge.id,
    transferGroup: charge.transferGroup,
    description: null,
    metadata: new Map(),
    reversals: [],
    amountReversed: 0,
  });
  charge.transfers.push(transfer);
  return transfer;
}
