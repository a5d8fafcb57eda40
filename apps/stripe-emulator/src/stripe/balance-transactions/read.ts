import { noSuch } from '../error';
import { createdFilter, pageOf } from '../list';
import type { Operation } from '../request';
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
  const created = createdFilter(params);
  const page = pageOf(
    {
      oldestFirst:
        source === undefined ? account.balanceTransactions.oldestFirst() : account.balanceTransactions.ofSource(source),
      matches: (transaction) =>
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
