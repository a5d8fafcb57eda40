import type { LedgerBalance } from '../../domain/ledger/ledger-balances';
import type { LedgerEntry, LedgerTransactionKind } from '../../domain/ledger/ledger';

/** A movement as readers are shown it. Instants are ISO 8601 UTC. */
export interface MovementRecord {
  readonly transactionId: string;
  /** Null: it is no order's. */
  readonly orderId: string | null;
  readonly sourceKey: string;
  readonly kind: LedgerTransactionKind;
  /** When it was recorded. */
  readonly at: string;
  /** When the money moved, as far as anybody knows. */
  readonly occurredAt: string;
  /** Stripe's txn_ id; null: Stripe's balance does not show it, or not yet. */
  readonly balanceTransactionId: string | null;
  readonly entries: readonly LedgerEntry[];
}

/** Every movement of an order, oldest first, and what its accounts come to. */
export interface LedgerRecord {
  readonly transactions: readonly MovementRecord[];
  readonly balances: readonly LedgerBalance[];
}
