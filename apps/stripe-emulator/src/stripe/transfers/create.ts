import type { Params } from '../../wire/params';
import { availableIn } from '../balance/balance';
import { enter } from '../balance-transactions/enter';
import type { Charge } from '../charges/charge';
import { connectedAccount } from '../connected-accounts/connected-account';
import { checkedCurrency } from '../currency';
import { invalidRequest, noSuchInParams, refusal } from '../error';
import { emit } from '../events/emit';
import { mergedMetadata } from '../metadata';
import { insufficient } from '../payouts/operations';
import type { Context, Operation } from '../request';
import { seconds } from '../request';
import { renderTransfer } from './transfer';

/**
 * Sends money of the platform's balance to a connected account: what is available, or what a charge will bring
 * (documented).
 */
export const createTransfer: Operation = (context, params) => {
  const { account, now } = context;
  const currency = checkedCurrency(params.text('currency') ?? '');
  const destination = connectedAccount(params.text('destination') ?? '', 'destination', 'destination');
  if (destination === account.id) {
    throw refusal('Cannot transfer to your own account.', 'destination');
  }
  const source = sourceOf(context, params);
  const amount = checkedAmount(params, source);
  const metadata = mergedMetadata(new Map(), params);
  if (source === undefined && amount > availableIn(account, currency, now)) throw insufficient();
  const id = account.ids.next('tr');
  const leaving = { type: 'transfer', source: id, amount: -amount, currency, description: null } as const;
  const transfer = account.transfers.add({
    id,
    created: seconds(context),
    amount,
    currency,
    balanceTransaction: enter(context, leaving).id,
    destination,
    destinationPayment: account.ids.next('py'),
    charge: source?.id ?? null,
    transferGroup: params.text('transfer_group') ?? source?.transferGroup ?? groupOf(source),
    description: params.text('description') ?? null,
    metadata,
    reversals: [],
    amountReversed: 0,
  });
  emit(context, 'transfer.created', source?.paymentIntent ?? id, renderTransfer(transfer));
  return () => renderTransfer(transfer);
};

/** The charge whose money is sent on, before it is there. */
function sourceOf({ account }: Context, params: Params): Charge | undefined {
  const id = params.text('source_transaction');
  if (id === undefined) return undefined;
  const charge = account.charges.get(id);
  if (charge === undefined) throw noSuchInParams('charge', id, 'source_transaction');
  if (charge.amountCaptured > 0) return charge;
  throw refusal(`Charge ${id} has not been captured, so nothing of it can be transferred.`, 'source_transaction');
}

/** All of its charge unless an amount says otherwise; the words of the limit are assumed. */
function checkedAmount(params: Params, source: Charge | undefined): number {
  const amount = params.int('amount') ?? source?.amountCaptured;
  if (amount === undefined) throw invalidRequest('Missing required param: amount.', 'amount', 'parameter_missing');
  if (amount < 1) {
    throw invalidRequest('This value must be greater than or equal to 1.', 'amount', 'parameter_invalid_integer');
  }
  if (source !== undefined && amount > source.amountCaptured) {
    throw refusal(
      `The transfer amount (${String(amount)}) is greater than what charge ${source.id} received (${String(source.amountCaptured)}).`,
      'amount',
    );
  }
  return amount;
}

/** What belongs together: Stripe names the group after the charge (documented). */
function groupOf(source: Charge | undefined): string | null {
  return source === undefined ? null : `group_${source.paymentIntent}`;
}
