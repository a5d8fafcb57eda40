import { sql, type RawBuilder } from 'kysely';
import type { Database, Transaction } from '../database/database';

/** Which movements of the balance: those of a time, or those that one payout paid out. */
export type BalanceRange =
  | { readonly kind: 'time'; readonly from: string; readonly to: string }
  | { readonly kind: 'payout'; readonly payoutId: string };

/** Where a page of movements begins or ends, by when they happened. */
export interface BalancePlaceInTime {
  readonly createdAt: string;
  readonly id: string;
}

/** Before every movement. */
export const BEFORE_ALL: BalancePlaceInTime = { createdAt: '-infinity', id: '' };

/** The last movement of the page that comes after a place; undefined where there is none. */
export async function endOfPage(
  database: Database | Transaction,
  range: BalanceRange,
  after: BalancePlaceInTime,
  size: number,
): Promise<BalancePlaceInTime | undefined> {
  const { rows } = await sql<{ created_at: string; balance_transaction_id: string }>`
    select created_at, balance_transaction_id from (
      select created_at, balance_transaction_id from balance_transactions moved
      where ${inRange(range)} and ${isAfter(after)}
      order by created_at, balance_transaction_id limit ${size}
    ) page order by created_at desc, balance_transaction_id desc limit 1`.execute(database);
  const [last] = rows;
  return last && { createdAt: last.created_at, id: last.balance_transaction_id };
}

/**
 * The movements of one page, for a statement about a table or view that it calls `moved`: said so that the page alone
 * is looked at, and not all that there is.
 */
export function onPage(
  range: BalanceRange,
  after: BalancePlaceInTime,
  through: BalancePlaceInTime,
): RawBuilder<unknown> {
  // PostgreSQL knows how many movements lie between two instants, and guesses a third of all for a row beyond another.
  return sql`${inRange(range)} and ${isAfter(after)} and moved.created_at >= ${after.createdAt}
    and moved.created_at <= ${through.createdAt}
    and (moved.created_at, moved.balance_transaction_id) <= (${through.createdAt}::timestamptz, ${through.id})`;
}

function isAfter({ createdAt, id }: BalancePlaceInTime): RawBuilder<unknown> {
  return sql`(moved.created_at, moved.balance_transaction_id) > (${createdAt}::timestamptz, ${id})`;
}

function inRange(range: BalanceRange): RawBuilder<unknown> {
  switch (range.kind) {
    case 'time':
      return sql`moved.created_at >= ${range.from} and moved.created_at < ${range.to}`;
    case 'payout':
      return sql`moved.payout_id = ${range.payoutId}`;
  }
}
