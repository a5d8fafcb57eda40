import { LEDGER_ACCOUNTS, type LedgerAccount, type LedgerEntry } from './ledger';
import type { Money } from '../money/money';

/** What an account comes to in one currency, in the direction in which it grows. */
export interface LedgerBalance {
  readonly account: LedgerAccount;
  readonly balance: Money;
}

/** Accounts that grow with their credits; all others grow with their debits. */
const GROWS_WITH_CREDITS: ReadonlySet<LedgerAccount> = new Set(['cardholder_authorizations', 'sales', 'connect_fees']);

/**
 * What stands on each account, in the account's own direction: a balance is above zero when the account holds what its
 * name says. So `card_holds` is what can still be captured, and `sales` what was.
 */
export function balancesOf(entries: readonly LedgerEntry[]): LedgerBalance[] {
  const currencies = [...new Set(entries.map(({ amount }) => amount.currency))].sort();
  return LEDGER_ACCOUNTS.flatMap((account) =>
    currencies.flatMap((currency) => {
      const own = entries.filter((entry) => entry.account === account && entry.amount.currency === currency);
      if (own.length === 0) return [];
      const grows = GROWS_WITH_CREDITS.has(account) ? 'credit' : 'debit';
      const amount = own.reduce((sum, entry) => sum + (entry.side === grows ? 1 : -1) * entry.amount.amount, 0);
      return [{ account, balance: { amount, currency } }];
    }),
  );
}
