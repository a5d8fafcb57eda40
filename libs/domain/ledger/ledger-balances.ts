import { accountsOf, growsWith, LEDGER_ACCOUNTS, type LedgerAccount, type PricedGroup } from './accounts';
import type { LedgerEntry } from './ledger';
import type { Money } from '../money/money';

/** What an account comes to in one currency, in the direction in which it grows. */
export interface LedgerBalance {
  readonly account: LedgerAccount;
  readonly balance: Money;
}

/**
 * What stands on each account, in the account's own direction: a balance is above zero when the account holds what its
 * name says. So `card_holds` is what can still be captured, and `sales_goods` what goods were sold for.
 */
export function balancesOf(entries: readonly LedgerEntry[]): LedgerBalance[] {
  const currencies = [...new Set(entries.map(({ amount }) => amount.currency))].sort();
  return LEDGER_ACCOUNTS.flatMap((account) =>
    currencies.flatMap((currency) => {
      const own = entries.filter((entry) => entry.account === account && entry.amount.currency === currency);
      if (own.length === 0) return [];
      const grows = growsWith(account);
      const amount = own.reduce((sum, entry) => sum + (entry.side === grows ? 1 : -1) * entry.amount.amount, 0);
      return [{ account, balance: { amount, currency } }];
    }),
  );
}

/** All that was sold, or given back, in one currency: its parts together, less discounts. Minor units. */
export function totalOf(
  group: PricedGroup,
  balances: readonly { readonly account: string; readonly balance: Money }[],
  currency: string,
): number {
  const accounts = accountsOf(group);
  return balances.reduce((sum, { account, balance }) => {
    const own = accounts.find((each) => each === account);
    if (own === undefined || balance.currency !== currency) return sum;
    return sum + (growsWith(own) === growsWith(group) ? 1 : -1) * balance.amount;
  }, 0);
}
