import { sql } from 'kysely';
import type { Database, Transaction } from '../database/database';
import { inTransaction } from '../database/transaction';
import { lockFeed } from './feed-lock';

/** Events that one transaction puts before an endpoint: a bound on how long others wait for the feed. */
const EVENTS_AT_ONCE = 500;

/**
 * Puts the events before each endpoint that it has not been offered yet: whichever process wrote them, and whether that
 * one knew the endpoint. A new endpoint begins with the next event. May be repeated, and by anybody.
 * @returns whether events may be left
 */
export async function offerEvents(database: Database, endpoints: readonly string[]): Promise<boolean> {
  return inTransaction(database, async (transaction) => {
    await lockFeed(transaction, 'write');
    await sql`
      insert into event_endpoints (endpoint, offered_through)
      select name, head from event_feed cross join unnest(${endpoints}::text[]) name
      on conflict do nothing`.execute(transaction);
    await insertDeliveries(transaction, endpoints);
    const { rows } = await sql<{ more: boolean }>`
      update event_endpoints set offered_through = least(head, offered_through + ${EVENTS_AT_ONCE})
      from event_feed where endpoint = any(${endpoints}::text[])
      returning offered_through < head as more`.execute(transaction);
    return rows.some(({ more }) => more);
  });
}

/** Those of one order go one after the other: only the first that is open is sent. */
async function insertDeliveries(transaction: Transaction, endpoints: readonly string[]): Promise<void> {
  await sql`
    insert into event_deliveries (endpoint, position, order_id, state, next_attempt_at)
    select endpoint, position, order_id, case when is_first then 'due' else 'waiting' end,
      case when is_first then now() end
    from (
      select known.endpoint, event.position, event.order_id, not exists (
          select from shop_events earlier
          where earlier.order_id = event.order_id and earlier.position < event.position
            and earlier.position > known.offered_through
        ) and not exists (
          select from event_deliveries open
          where open.endpoint = known.endpoint and open.order_id = event.order_id and open.state in ('waiting', 'due')
        ) as is_first
      from event_endpoints known
        join shop_events event on event.position > known.offered_through
          and event.position <= known.offered_through + ${EVENTS_AT_ONCE}
      where known.endpoint = any(${endpoints}::text[])
    ) offered`.execute(transaction);
}
