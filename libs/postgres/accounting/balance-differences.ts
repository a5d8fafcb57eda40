import { sql, type RawBuilder } from 'kysely';
import type { Database, Transaction } from '../database/database';
import { BEFORE_ALL, endOfPage, onPage } from './balance-page';
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
  const range = { kind: 'time', ...span } as const;
  let after = BEFORE_ALL;
  while (found.length < atMost) {
    const through = await endOfPage(database, range, after, COMPARED_AT_ONCE);
    if (through === undefined) break;
    found.push(...(await differencesOn(database, onPage(range, after, through))));
    after = through;
  }
  return found.slice(0, atMost);
}

async function differencesOn(
  database: Database | Transaction,
  page: RawBuilder<unknown>,
): Promise<readonly BalanceDifference[]> {
  const { rows } = await sql<Omit<BalanceDifference, 'createdAt'> & { created_at: string }>`
    select balance_transaction_id as "balanceTransactionId", order_id as "orderId",
      reporting_category as "reportingCategory", currency, net, ledger_net as "ledgerNet", created_at
    from booked_balance_transactions moved
    where ${page} and (order_id is not null or is_payout is not null) and net is distinct from ledger_net
    order by created_at, balance_transaction_id`.execute(database);
  return rows.map(({ created_at: createdAt, ...difference }) => ({ ...difference, createdAt }));
}
