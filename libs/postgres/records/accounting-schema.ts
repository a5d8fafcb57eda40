import type { ColumnType } from 'kysely';

/** The tables of what Stripe's balance is, part of the schema. */

/** Movements of the balance at Stripe, whoever's; migrations/ comments each column. */
export interface BalanceTransactionsTable {
  balance_transaction_id: string;
  type: string;
  reporting_category: string;
  gross: number;
  fee: number;
  net: number;
  currency: string;
  exchange_rate: string | null;
  source: string | null;
  description: string | null;
  created_at: string;
  available_on: string;
  payout_id: string | null;
  recorded_at: string;
}

/** Each of them with what of ours it is; all columns of ours are null where it is nothing of ours. */
export interface BookedBalanceTransactions extends BalanceTransactionsTable {
  order_id: string | null;
  capture_id: string | null;
  authorization_id: string | null;
  refund_id: string | null;
  refund_part: number | null;
  dispute_id: string | null;
  /** The payout that it is itself. */
  is_payout: string | null;
  /** What the ledger has on `stripe_balance` for it; null: nothing. */
  ledger_net: number | null;
}

/** Payouts; migrations/ comments each column. */
export interface PayoutsTable {
  payout_id: string;
  amount: number;
  currency: string;
  status: string;
  automatic: boolean;
  arrival_on: string;
  balance_transaction_id: string | null;
  failure_balance_transaction_id: string | null;
  failure_code: string | null;
  created_at: string;
  read_at: string;
  reconciled_at: string | null;
}

/** How far the balance was read: one row; migrations/ comments each column. */
export interface BalanceReadingTable {
  one: boolean;
  read_until: string;
  window_until: string | null;
  page_after: string | null;
  payouts_read_until: string;
  due_at: string;
  problem: string | null;
  completed_at: string | null;
}

/** What Stripe's balance is in all, one row a currency; migrations/ comments each column. */
export interface BalanceChecksTable {
  currency: string;
  carried: number;
  at_stripe: number;
  difference: number;
  differs_since: string | null;
  checked_at: string;
}

/** Months that are closed; migrations/ comments each column. */
export interface ClosedMonthsTable {
  month: string;
  timezone: string;
  begins_at: string;
  ends_at: string;
  closed_at: string;
  key_name: string | null;
  person: string | null;
  request_id: string;
  ledger_position: number | null;
  report: ColumnType<unknown, string, never>;
}

/** How far orders were audited: one row; migrations/ comments each column. */
export interface AuditProgressTable {
  one: boolean;
  position: number;
  ran_at: string | null;
  orders: number;
}
