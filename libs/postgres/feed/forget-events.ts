import type { Database } from '../database/database';
import { inTransaction } from '../database/transaction';
import { lockFeed } from './feed-lock';

/** Events that one transaction deletes: a bound on how long others wait for the feed. */
const EVENTS_AT_ONCE = 1_000;

/**
 * Deletes events that were recorded before an instant, from the old end of the feed on, with their deliveries; what is
 * being read meanwhile is not touched. May be repeated.
 * @returns how many it deleted; fewer than there may be left when it is many
 */
export async function forgetEvents(database: Database, before: string): Promise<number> {
  return inTransaction(database, async (transaction) => {
    await lockFeed(transaction, 'write');
    const oldest = await transaction
      .selectFrom('shop_events')
      .select(['position', 'at'])
      .orderBy('position')
      .limit(EVENTS_AT_ONCE)
      .execute();
    const kept = oldest.findIndex(({ at }) => at >= before);
    const past = kept === -1 ? oldest : oldest.slice(0, kept);
    const last = past.at(-1);
    if (last === undefined) return 0;
    await transaction.deleteFrom('shop_events').where('position', '<=', last.position).execute();
    await transaction.updateTable('event_feed').set({ kept_after: last.position }).execute();
    return past.length;
  });
}
