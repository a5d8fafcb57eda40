import { sql } from 'kysely';
import type { Database } from './database';

/**
 * Asks PostgreSQL as our work does: for a table of ours, and whether it may be written to.
 * @returns undefined when it can be used; else why not, for people
 * @throws the driver's error when it cannot be asked, or has none of our tables
 */
export async function whyUnusable(database: Database): Promise<string | undefined> {
  const { rows } = await sql<{ readOnly: boolean }>`
    select current_setting('transaction_read_only')::boolean as "readOnly", (select count(*) from orders where false)
  `.execute(database);
  return rows[0]?.readOnly === true ? 'it is read-only, as a standby is' : undefined;
}
