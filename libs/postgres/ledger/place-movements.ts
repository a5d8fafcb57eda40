import { sql } from 'kysely';
import type { Database, Transaction } from '../database/database';
import { inTransaction } from '../database/transaction';

/** Names the lock among all of a database; any number that nobody else takes. */
const PLACES_LOCK = 4_805_102;

/** Movements that one transaction places: a bound on how long others wait. */
const PLACED_AT_ONCE = 5_000;

/**
 * Gives movements that have none yet their places in the ledger of all orders. One at a time does it, so that places
 * have no gaps and nobody reads past one that comes later. A movement that was begun earlier and committed later gets a
 * later place: what has one never moves. May be repeated, and by anybody.
 * @returns whether movements may be left
 */
export async function placeMovements(database: Database): Promise<boolean> {
  return inTransaction(database, async (transaction) => {
    await sql`select pg_advisory_xact_lock(${PLACES_LOCK})`.execute(transaction);
    // Transactions end within seconds: below what was placed an hour ago nothing appears any more.
    const { rows } = await sql<{ position: number }>`
      insert into ledger_positions (position, transaction_id)
      select coalesce((select max(position) from ledger_positions), 0) + row_number() over (order by transaction_id),
        transaction_id
      from (
        select transaction_id from ledger_transactions movement
        where transaction_id > coalesce((
            select transaction_id from ledger_positions where placed_at < now() - interval '1 hour'
            order by position desc limit 1
          ), 0)
          and not exists (
            select from ledger_positions placed where placed.transaction_id = movement.transaction_id
          )
        order by transaction_id limit ${PLACED_AT_ONCE}
      ) unplaced
      returning position`.execute(transaction);
    return rows.length === PLACED_AT_ONCE;
  });
}

/** The last place that was given; 0 before the first. All before it are given, and none of them moves. */
export async function lastPosition(transaction: Transaction): Promise<number> {
  const { rows } = await sql<{ position: number }>`
    select coalesce(max(position), 0)::bigint as position from ledger_positions`.execute(transaction);
  return rows[0]?.position ?? 0;
}
