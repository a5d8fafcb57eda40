import { enter } from '../balance-transactions/enter';
import type { Account } from '../account';
import { refusal } from '../error';
import { emit } from '../events/emit';
import type { Context } from '../request';
import { seconds } from '../request';
import { renderTransfer } from './transfer';
import type { Transfer, TransferReversal } from './transfer';

interface Reversal {
  readonly amount: number;
  readonly refund: string | null;
  readonly metadata: ReadonlyMap<string, string>;
}

/** A transfer comes back only out of what the connected account has (documented); code and wording are assumed. */
export function refuseShortBalance({ settings }: Account): void {
  if (settings.connected_balance === 'covers') return;
  throw refusal(
    'The connected account does not have a sufficient available balance for this reversal.',
    undefined,
    'balance_insufficient',
  );
}

/** Takes money back from the destination; the amount was checked. */
export function reverse(context: Context, transfer: Transfer, wanted: Reversal): TransferReversal {
  const { ids, transferReversals } = context.account;
  const { amount } = wanted;
  const { currency } = transfer;
  const id = ids.next('trr');
  const reversal = transferReversals.add({
    ...wanted,
    id,
    created: seconds(context),
    currency,
    balanceTransaction: enter(context, { type: 'transfer_refund', source: id, amount, currency, description: null }).id,
    destinationPaymentRefund: ids.next('pyr'),
    transfer: transfer.id,
  });
  transfer.reversals.push(reversal);
  transfer.amountReversed += amount;
  return reversal;
}

export function emitReversed(context: Context, transfer: Transfer, about: string, amount: number): void {
  const wasReversed = transfer.amountReversed - amount;
  emit(context, 'transfer.reversed', about, renderTransfer(transfer), {
    amount_reversed: wasReversed,
    ...(transfer.amountReversed === transfer.amount && { reversed: false }),
  });
}
