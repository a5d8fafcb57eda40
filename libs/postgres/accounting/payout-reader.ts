import { sql } from 'kysely';
import type { LineSum } from '../../domain/accounting/balance-lines';
import type { Database } from '../database/database';
import type { PayoutsTable } from '../records/accounting-schema';
import type { BalanceDifference } from './balance-differences';

/** Payouts of a time, newest first; at most a thousand. */
export async function listPayouts(
  database: Database,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<readonly PayoutsTable[]> {
  return database
    .selectFrom('payouts')
    .selectAll()
    .where('created_at', '>=', from)
    .where('created_at', '<', to)
    .orderBy('created_at', 'desc')
    .limit(1_000)
    .execute();
}

/** A payout; undefined when Stripe never showed it. */
export async function findPayout(database: Database, payoutId: string): Promise<PayoutsTable | undefined> {
  return database.selectFrom('payouts').selectAll().where('payout_id', '=', payoutId).executeTakeFirst();
}

/** What somebody else moved: counted together by what Stripe calls it and how it is described. */
export interface ForeignSum extends LineSum {
  readonly description: string | null;
}

/** What a payout paid out. */
export interface PaidOut {
  readonly ours: readonly LineSum[];
  readonly foreign: readonly ForeignSum[];
  /** Movements of ours that the ledger has otherwise, or not at all. */
  readonly differences: readonly BalanceDifference[];
}

/** What was read of a payout that was reconciled, without the payout's own movement. */
export async function readPaidOut(database: Database, payoutId: string): Promise<PaidOut> {
  const { rows } = await sql<ForeignSum & { readonly is_ours: boolean }>`
    select reporting_category as "reportingCategory", currency, order_id is not null as is_ours,
      case when order_id is null then description end as description,
      count(*)::int as count, sum(gross)::bigint as gross, sum(fee)::bigint as fee, sum(net)::bigint as net
    from booked_balance_transactions
    where payout_id = ${payoutId} and is_payout is null
    group by 1, 2, 3, 4 order by 3 desc, 1, 4`.execute(database);
  const differences = await sql<Omit<BalanceDifference, 'createdAt'> & { created_at: string }>`
    select balance_transaction_id as "balanceTransactionId", order_id as "orderId",
      reporting_category as "reportingCategory", currency, net, ledger_net as "ledgerNet", created_at
    from booked_balance_transactions
    where payout_id = ${payoutId} and order_id is not null and net is distinct from ledger_net
    order by created_at, balance_transaction_id limit 1000`.execute(database);
  return {
    ours: rows.filter(({ is_ours }) => is_ours).map(sumOf),
    foreign: rows.filter(({ is_ours }) => !is_ours).map((row) => ({ ...sumOf(row), description: row.description })),
    differences: differences.rows.map(({ created_at: createdAt, ...difference }) => ({ ...difference, createdAt })),
  };
}

function sumOf({ reportingCategory, currency, count, gross, fee, net }: LineSum): LineSum {
  return { reportingCategory, currency, count, gross, fee, net };
}
