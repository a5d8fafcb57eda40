import type { Account } from '../account';
import type { BalanceTransaction } from '../balance-transactions/balance-transaction';
import type { JsonObject } from '../../../../../libs/emulation/objects/json';
import type { Context, Operation } from '../request';

/** What can be paid out in that currency. */
export function availableIn({ balanceTransactions }: Account, currency: string, now: number): number {
  return balanceTransactions
    .oldestFirst()
    .filter((transaction) => transaction.currency === currency && transaction.availableOn <= now)
    .reduce((sum, { amount, fee }) => sum + amount - fee, 0);
}

/** What the balance transactions come to: what can be paid out, and what is on its way (documented). */
export const retrieveBalance: Operation =
  ({ account, now }) =>
  () =>
    renderBalance({ account, now });

export function renderBalance({ account, now }: Pick<Context, 'account' | 'now'>): JsonObject {
  const all = account.balanceTransactions.oldestFirst();
  const isAvailable = ({ availableOn }: BalanceTransaction): boolean => availableOn <= now;
  const own = account.settings.settlement_currency;
  return {
    object: 'balance',
    available: sums(all.filter(isAvailable), own),
    livemode: false,
    pending: sums(
      all.filter((transaction) => !isAvailable(transaction)),
      own,
    ),
  };
}

/** One sum for each currency, the account's own first, even when nothing is in it. */
function sums(transactions: readonly BalanceTransaction[], own: string): JsonObject[] {
  const totals = new Map([[own, 0]]);
  for (const { amount, currency, fee } of transactions)
    totals.set(currency, (totals.get(currency) ?? 0) + amount - fee);
  return [...totals].map(([currency, amount]) => ({ amount, currency, source_types: { card: amount } }));
}
