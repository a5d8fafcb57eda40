import { inBalance, type LedgerEntry, type LedgerTransaction } from '../../domain/ledger/ledger';
import { balancesOf } from '../../domain/ledger/ledger-balances';
import type { Database } from '../database/database';
import type { OrderChange } from '../orders/order-change';
import type { LedgerRecord } from '../records/order-record';

/**
 * Posts a movement of money, once: a source key that is there already inserts nothing. It is written at the end of the
 * change. Nothing moved, nothing is written.
 */
export function postLedger({ appended, provider }: OrderChange, movement: LedgerTransaction): Promise<void> {
  if (movement.entries.length > 0) appended.movements.push(inBalance(movement, provider.balanceAccount));
  return Promise.resolve();
}

/** An order has at most 51 captures, each with two movements, and a handful around them. */
const ENTRIES_AT_MOST = 10_000;

/** Every movement of an order's money, oldest first, with what stands on each account. */
export async function readLedger(database: Database, orderId: string): Promise<LedgerRecord> {
  const rows = await database
    .selectFrom('ledger_transactions as movement')
    .innerJoin('ledger_entries as entry', 'entry.transaction_id', 'movement.transaction_id')
    .select(['movement.transaction_id', 'source_key', 'kind', 'created_at', 'account', 'side', 'amount', 'currency'])
    .where('order_id', '=', orderId)
    .orderBy('movement.transaction_id')
    .orderBy('entry_id')
    .limit(ENTRIES_AT_MOST)
    .execute();
  const entryOf = ({ account, side, amount, currency }: (typeof rows)[number]): LedgerEntry => ({
    account,
    side,
    amount: { amount, currency },
  });
  const firsts = rows.filter((row, index) => row.transaction_id !== rows[index - 1]?.transaction_id);
  return {
    transactions: firsts.map((first) => ({
      transactionId: first.transaction_id.toString(),
      sourceKey: first.source_key,
      kind: first.kind,
      at: first.created_at,
      entries: rows.filter((row) => row.transaction_id === first.transaction_id).map(entryOf),
    })),
    balances: balancesOf(rows.map(entryOf)),
  };
}
