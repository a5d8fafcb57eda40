import { sql } from 'kysely';
import type { Database, Transaction } from '../database/database';
import type { TimeSpan } from './month-reader';

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

/** Movements that one statement compares: it is a short one however long the time is. */
const COMPARED_AT_ONCE = 2_000;

interface Place {
  readonly createdAt: string;
  readonly id: string;
}

/**
 * Movements of a time that are ours, payouts included, and that the ledger does not have as they are, oldest first.
 * What is no order's and no payout is none of the ledger's.
 */
export async function findDifferences(
  database: Database | Transaction,
  span: TimeSpan,
  atMost: number,
): Promise<readonly BalanceDifference[]> {
  const found: BalanceDifference[] = [];
  let after: Place = { createdAt: '-infinity', id: '' };
  while (found.length < atMost) {
    const through = await endOfPage(database, span, after);
    if (through === undefined) break;
    found.push(...(await differencesOf(database, span, after, through)));
    after = through;
  }
  return found.slice(0, atMost);
}

async function endOfPage(
  database: Database | Transaction,
  { from, to }: TimeSpan,
  after: Place,
): Promise<Place | undefined> {
  const { rows } = await sql<{ created_at: string; balance_transaction_id: string }>`
    select created_at, balance_transaction_id from (
      select created_at, balance_transaction_id from balance_transactions
      where created_at >= ${from} and created_at < ${to}
        and (created_at, balance_transaction_id) > (${after.createdAt}::timestamptz, ${after.id})
      order by created_at, balance_transaction_id limit ${COMPARED_AT_ONCE}
    ) page order by created_at desc, balance_transaction_id desc limit 1`.execute(database);
  const [last] = rows;
  return last && { createdAt: last.created_at, id: last.balance_transaction_id };
}

async function differencesOf(
  database: Database | Transaction,
  { from }: TimeSpan,
  after: Place,
  through: Place,
): Promise<readonly BalanceDifference[]> {
  const { rows } = await sql<Omit<BalanceDifference, 'createdAt'> & { created_at: string }>`
    select balance_transaction_id as "balanceTransactionId", order_id as "orderId",
      reporting_category as "reportingCategory", currency, net, ledger_net as "ledgerNet", created_at
    from booked_balance_transactions
    where created_at >= ${from} and (order_id is not null or is_payout is not null) and net is distinct from ledger_net
      and (created_at, balance_transaction_id) > (${after.createdAt}::timestamptz, ${after.id})
      and (created_at, balance_transaction_id) <= (${through.createdAt}::timestamptz, ${through.id})
    order by created_at, balance_transaction_id`.execute(database);
  return rows.map(({ created_at: createdAt, ...difference }) => ({ ...difference, createdAt }));
}
