import type { BalanceTransaction } from '../balance-transactions/balance-transaction';
import type { JsonObject } from '../json';
import type { Operation } from '../request';

/** What the balance transactions come to: what can be paid out, and what is on its way (documented). */
export const retrieveBalance: Operation = ({ account, now }) => {
  const all = account.balanceTransactions.oldestFirst();
  const isAvailable = ({ availableOn }: BalanceTransaction): boolean => availableOn <= now;
  const own = account.settings.settlement_currency;
  return () => ({
    object: 'balance',
    available: sums(all.filter(isAvailable), own),
    livemode: false,
    pending: sums(
      all.filter((transaction) => !isAvailable(transaction)),
      own,
    ),
  });
};

/** One sum for each currency, the account's own first, even when nothing is in it. */
function sums(transactions: readonly BalanceTransaction[], own: string): JsonObject[] {
  const totals = new Map([[own, 0]]);
  for (const { amount, currency, fee } of transactions)
    totals.set(currency, (totals.get(currency) ?? 0) + amount - fee);
  return [...totals].map(([currency, amount]) => ({ amount, currency, source_types: { card: amount } }));
}
