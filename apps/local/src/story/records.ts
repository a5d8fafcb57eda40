import { totalOf } from '../../../../libs/domain/ledger/ledger-balances';
import { usd } from './chapters';
import type { Narrator } from './narrator';
import type { ShownLedger } from './shop';

/** Claims that every movement of an order balances, and that the accounts say what the story said. */
export function claimLedgerBalances(
  narrator: Narrator,
  ledger: ShownLedger,
  expected: { readonly sales: number; readonly fees: number },
): void {
  const unbalanced = ledger.transactions.filter(({ entries }) =>
    entries.some(({ amount: { currency } }) => sum(entries, currency, 'debit') !== sum(entries, currency, 'credit')),
  );
  narrator.claim(
    `the ledger balances in each of its ${ledger.transactions.length.toString()} movements`,
    unbalanced,
    [],
  );
  const balance = (account: string): number =>
    ledger.balances.filter((each) => each.account === account).reduce((total, each) => total + each.balance.amount, 0);
  narrator.claim(
    `its accounts: sales ${usd(expected.sales)}, fees ${usd(expected.fees)}, no hold left open`,
    {
      sales: totalOf('sales', ledger.balances, 'usd'),
      fees: Math.abs(balance('processing_fees')),
      holds: balance('card_holds'),
    },
    { sales: expected.sales, fees: expected.fees, holds: 0 },
  );
}

type Entries = ShownLedger['transactions'][number]['entries'];

function sum(entries: Entries, currency: string, side: 'debit' | 'credit'): number {
  return entries
    .filter((entry) => entry.side === side && entry.amount.currency === currency)
    .reduce((total, { amount }) => total + amount.amount, 0);
}
