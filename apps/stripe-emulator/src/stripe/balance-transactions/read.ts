import type { Account } from '../account';
import { noSuch, noSuchInParams } from '../error';
import { createdFilter, pageOf } from '../list';
import type { Operation } from '../request';
import type { Payout } from '../payouts/payout';
import { renderBalanceTransaction, shownType } from './balance-transaction';

export const retrieveBalanceTransaction: Operation = ({ account, now }, _params, id) => {
  const transaction = account.balanceTransactions.get(id);
  if (transaction === undefined) throw noSuch('balance transaction', id, 'id');
  return () => renderBalanceTransaction(transaction, now);
};

export const listBalanceTransactions: Operation = ({ account, now }, params) => {
  const currency = params.text('currency');
  const type = params.text('type');
  const source = params.text('source');
  const payout = payoutNamed(account, params.text('payout'));
  const created = createdFilter(params);
  const page = pageOf(
    {
      oldestFirst:
        source === undefined ? account.balanceTransactions.oldestFirst() : account.balanceTransactions.ofSource(source),
      matches: (transaction) =>
        (payout === undefined || payout.paysOut.includes(transaction.id)) &&
        (currency === undefined || transaction.currency === currency) &&
        (type === undefined || shownType(transaction.type) === type) &&
        created(transaction),
      render: (transaction) => renderBalanceTransaction(transaction, now),
      url: '/v1/balance_transactions',
      name: 'balance transaction',
    },
    params,
  );
  return () => page;
};

/** Those of an automatic payout alone (documented). */
function payoutNamed(account: Account, id: string | undefined): Payout | undefined {
  if (id === undefined) return undefined;
  const payout = account.payouts.get(id);
  if (payout === undefined) throw noSuchInParams('payout', id, 'payout');
  return payout;
}
