import type { Generated } from 'kysely';
import type { LedgerAccount } from '../../domain/ledger/accounts';
import type { LedgerTransactionKind } from '../../domain/ledger/ledger';

/** The tables of the ledger, part of the schema. */

/** Movements of money; migrations/ comments each column. */
export interface LedgerTransactionsTable {
  transaction_id: Generated<number>;
  order_id: string | null;
  source_key: string;
  kind: LedgerTransactionKind;
  entry_count: number;
  actor: string;
  request_id: string | null;
  created_at: string;
  occurred_at: string | null;
  balance_transaction_id: string | null;
}

/** The sides of each movement; migrations/ comments each column. */
export interface LedgerEntriesTable {
  entry_id: Generated<number>;
  transaction_id: number;
  account: LedgerAccount;
  side: 'debit' | 'credit';
  amount: number;
  currency: string;
}

/** Places of movements in the ledger of all orders; migrations/ comments each column. */
export interface LedgerPositionsTable {
  position: number;
  transaction_id: number;
  placed_at: Generated<string>;
}
