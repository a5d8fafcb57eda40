import { sql } from 'kysely';
import type { Transaction } from '../database/database';

/** Names the lock among all of a database; any number that nobody else takes. */
const MONTHS_LOCK = 4_805_103;

/**
 * Waits for its turn, until the transaction ends. Who closes a month is alone: what is recorded was recorded before it
 * closed, and is in its report, or after.
 * @returns the database's clock from then on, ISO 8601
 */
export async function lockMonths(transaction: Transaction, to: 'close' | 'record'): Promise<string> {
  if (to === 'close') await sql`select pg_advisory_xact_lock(${MONTHS_LOCK})`.execute(transaction);
  else await sql`select pg_advisory_xact_lock_shared(${MONTHS_LOCK})`.execute(transaction);
  const { rows } = await sql<{ at: string }>`select clock_timestamp() as at`.execute(transaction);
  const [now] = rows;
  if (now === undefined) throw new Error('PostgreSQL does not know the time');
  return now.at;
}
