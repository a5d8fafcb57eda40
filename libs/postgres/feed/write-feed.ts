import { sql } from 'kysely';
import { eventTypesOf, type EventType, type RecordedFact } from '../../domain/feed/event-types';
import type { OrderStatus } from '../../domain/orders/order-status';
import type { AttentionCode } from '../../domain/payment/payment';
import type { RefundStatus } from '../../domain/refunds/refund';
import type { Database, Transaction } from '../database/database';
import { inTransaction } from '../database/transaction';
import type { ShipmentRecord } from '../records/order-record';
import { lockFeed } from './feed-lock';

/** Facts that one transaction takes out of the outbox: a bound on how long others wait for the feed. */
const FACTS_AT_ONCE = 500;

/**
 * Moves facts from the outbox into the feed, as events with the next positions. One at a time writes the feed, so that
 * positions have no gaps and nobody reads past one that comes later; of one order the facts lie in the outbox in the
 * order in which they happened. May be repeated, and by anybody.
 * @returns whether facts may be left
 */
export async function writeFeed(database: Database): Promise<boolean> {
  return inTransaction(database, async (transaction) => {
    await lockFeed(transaction, 'write');
    const { head } = await transaction.selectFrom('event_feed').select('head').executeTakeFirstOrThrow();
    const rows = await readFacts(transaction);
    const events = rows.flatMap((row) => eventTypesOf(factOf(row)).map((type) => ({ outboxId: row.outbox_id, type })));
    await appendEvents(transaction, events, head);
    await emptyOutbox(
      transaction,
      rows.map(({ outbox_id }) => outbox_id),
    );
    return rows.length === FACTS_AT_ONCE;
  });
}

/** A fact has one of the words: what it is of. */
interface FactRow {
  readonly outbox_id: number;
  readonly kind: string | null;
  readonly order_became: OrderStatus | null;
  readonly shipment_became: ShipmentRecord['status'] | null;
  readonly refund_became: RefundStatus | null;
  readonly attention_became: 'open' | 'closed' | null;
  readonly code: AttentionCode | null;
  readonly renews: boolean;
  readonly paid_at_once: boolean;
}

async function readFacts(transaction: Transaction): Promise<readonly FactRow[]> {
  const { rows } = await sql<FactRow>`
    select outbox_id,
      case when fact.timeline_id is not null then became end as kind,
      case when fact.attention_id is not null then became end as attention_became,
      case when fact.shipment_id is not null then became end as shipment_became,
      case when fact.refund_id is not null then became end as refund_became,
      case when num_nonnulls(fact.timeline_id, fact.attention_id, fact.shipment_id, fact.refund_id) = 0 then became end
        as order_became,
      attentions.code,
      authorizations.renews_generation is not null as renews,
      orders.fulfilment = 'immediate' as paid_at_once
    from event_outbox fact
      join orders on orders.order_id = fact.order_id
      left join timeline on timeline.timeline_id = fact.timeline_id
      left join authorizations on authorizations.authorization_id = timeline.authorization_id
      left join attentions on attentions.attention_id = fact.attention_id
    order by outbox_id
    limit ${FACTS_AT_ONCE}`.execute(transaction);
  return rows;
}

function factOf(row: FactRow): RecordedFact {
  const { kind, attention_became, code, shipment_became, refund_became, order_became } = row;
  if (kind !== null) return { of: 'timeline', became: kind, renews: row.renews };
  if (attention_became !== null && code !== null) return { of: 'attention', became: attention_became, code };
  if (shipment_became !== null) return { of: 'shipment', became: shipment_became };
  if (refund_became !== null) return { of: 'refund', became: refund_became };
  if (order_became !== null) return { of: 'order', became: order_became, paidAtOnce: row.paid_at_once };
  throw new Error(`Bug! RecordedFact ${row.outbox_id.toString()} of the outbox is of nothing`);
}

interface NewEvent {
  readonly outboxId: number;
  readonly type: EventType;
}

async function appendEvents(transaction: Transaction, events: readonly NewEvent[], head: number): Promise<void> {
  if (events.length === 0) return;
  const outboxIds = events.map(({ outboxId }) => outboxId);
  const types = events.map(({ type }) => type);
  const positions = events.map((_, index) => head + index + 1);
  // Of an entry of the timeline its kind is told with the entry itself.
  await sql`
    insert into shop_events
      (position, type, order_id, at, timeline_id, attention_id, shipment_id, refund_id, dispute_id, was, became)
    select event.position, event.type, fact.order_id, fact.at, fact.timeline_id, fact.attention_id, fact.shipment_id,
      fact.refund_id, timeline.dispute_id, fact.was, case when fact.timeline_id is null then fact.became end
    from unnest(${outboxIds}::bigint[], ${positions}::bigint[], ${types}::text[]) event (outbox_id, position, type)
      join event_outbox fact using (outbox_id)
      left join timeline using (timeline_id)`.execute(transaction);
  await transaction
    .updateTable('event_feed')
    .set({ head: head + events.length })
    .execute();
}

async function emptyOutbox(transaction: Transaction, outboxIds: readonly number[]): Promise<void> {
  if (outboxIds.length === 0) return;
  await sql`delete from event_outbox where outbox_id = any(${outboxIds}::bigint[])`.execute(transaction);
}
