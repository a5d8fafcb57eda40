import { sql } from 'kysely';
import type { Database } from '../database/database';

/** What there is to do about the feed. */
export interface FeedLook {
  /** Position of the newest event. */
  readonly head: number;
  /** Whether facts wait to become events. */
  readonly factsWait: boolean;
  /** Whether an endpoint has not been offered every event yet. */
  readonly offersWait: boolean;
  /** Whether an event should be sent to one of the endpoints now. */
  readonly deliveryDue: boolean;
  /** Whether the workflow of an order should be told of its alerts now. */
  readonly attentionNewsDue: boolean;
}

/** Asked several times a second: one statement, over indexes. */
export async function lookAtFeed(database: Database, endpoints: readonly string[], at: string): Promise<FeedLook> {
  const { rows } = await sql<FeedLook>`
    select head, exists (select from event_outbox) as "factsWait",
      exists (
        select from unnest(${endpoints}::text[]) name left join event_endpoints on endpoint = name
        where offered_through is null or offered_through < head
      ) as "offersWait",
      exists (
        select from event_deliveries
        where state = 'due' and endpoint = any(${endpoints}::text[]) and next_attempt_at <= ${at}
      ) as "deliveryDue",
      exists (select from attention_news where next_attempt_at <= ${at}) as "attentionNewsDue"
    from event_feed`.execute(database);
  const [look] = rows;
  if (look === undefined) throw new Error('event_feed has no row: the database was not migrated');
  return look;
}
