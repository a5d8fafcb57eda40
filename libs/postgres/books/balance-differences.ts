import { sql } from 'kysely';
import type { Database } from '../database/database';

/** A movement of the balance that the ledger has otherwise, or not at all. Minor units; instants are ISO 8601. */
export interface BalanceDifference {
  readonly balanceTransactionId: string;
  readonly orderId: string | null;
  readonly reportingCategory: string;
  readonly currency: string;
  readonly net: number;
  /** Null: the ledger has nothing of it. */
  readonly ledgerNet: number | null;
  readonly createdAt: string;
}

/**
 * Movements of a time that are ours, payouts included, and that the ledger does not have as they are, oldest first. What
 * is no order's and no payout is none of the ledger's.
 */
export async function findDifferences(
  database: Database,
  { from, to, atMost }: { readonly from: string; readonly to: string; readonly atMost: number },
): Promise<readonly BalanceDifference[]> {
  const { rows } = await sql<BalanceDifference>`
    select balance_transaction_id as "balanceTransactionId", order_id as "orderId",
      reporting_category as "reportingCategory", currency, net, ledger_net as "ledgerNet", created_at as "createdAt"
    from booked_balance_transactions
    where created_at >= ${from} and created_at < ${to} and (order_id is not null or is_payout is not null)
      and net is distinct from ledger_net
    order by created_at, balance_transaction_id limit ${atMost}`.execute(database);
  return rows;
}
