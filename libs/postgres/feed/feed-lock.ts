import { sql } from 'kysely';
import type { Transaction } from '../database/database';

/** Names the lock among all of a database; any number that nobody else takes. */
const FEED_LOCK = 4_805_101;

/**
 * Waits for its turn at the feed, until the transaction ends. Who writes it is alone: nobody settles a delivery
 * meanwhile, which could otherwise overlook the event that is being put behind it. Those who settle do not wait for
 * each other.
 */
export async function lockFeed(transaction: Transaction, to: 'write' | 'settle'): Promise<void> {
  if (to === 'write') await sql`select pg_advisory_xact_lock(${FEED_LOCK})`.execute(transaction);
  else await sql`select pg_advisory_xact_lock_shared(${FEED_LOCK})`.execute(transaction);
}
