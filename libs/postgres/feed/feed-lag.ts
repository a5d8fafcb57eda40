import { sql } from 'kysely';
import type { Transaction } from '../database/database';

/** What the shop has not been told yet. */
export interface FeedLag {
  /** When the oldest fact was recorded that is not in the feed; null when all are. */
  readonly oldestFactAt: string | null;
  /** Of each endpoint ever known, when the oldest event happened that it has not taken; null when it took all. */
  readonly oldestPushAt: ReadonlyMap<string, string | null>;
}

/** Over the outbox, and `event_deliveries_oldest`. */
export async function readFeedLag(transaction: Transaction): Promise<FeedLag> {
  const fact = await transaction
    .selectFrom('event_outbox')
    .select('at')
    .orderBy('outbox_id')
    .limit(1)
    .executeTakeFirst();
  const { rows } = await sql<{ endpoint: string; at: string | null }>`
    select endpoint, (
        select event.at from event_deliveries delivery join shop_events event using (position)
        where delivery.endpoint = event_endpoints.endpoint and delivery.state in ('waiting', 'due')
        order by position limit 1
      ) as at
    from event_endpoints`.execute(transaction);
  return {
    oldestFactAt: fact?.at ?? null,
    oldestPushAt: new Map(rows.map(({ endpoint, at }) => [endpoint, at])),
  };
}
