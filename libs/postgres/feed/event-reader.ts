import type { Selectable } from 'kysely';
import type { EventType } from '../../domain/feed/event-types';
import type { AttentionCode } from '../../domain/payment/payment';
import type { Database, Transaction } from '../database/database';
import { inSnapshot } from '../database/transaction';
import { timelineRecordOf } from '../orders/timeline-store';
import type { ShopEventsTable } from '../records/feed-schema';
import type { TimelineRecord } from '../records/order-record';

/** An event as it stands in the feed: what it is about is read by whoever tells it. */
export interface EventRecord {
  readonly position: number;
  readonly type: EventType;
  readonly orderId: string;
  /** When the fact was recorded. */
  readonly at: string;
  readonly shipmentId: string | null;
  readonly refundId: string | null;
  readonly disputeId: string | null;
  readonly attention: EventAttention | null;
  /** Which status changed how; null where an entry of the timeline tells what happened. */
  readonly status: { readonly from: string | null; readonly to: string } | null;
  readonly entry: TimelineRecord | null;
}

/** An attention, open or closed. */
export interface EventAttention {
  readonly code: AttentionCode;
  readonly message: string;
  readonly since: string;
  readonly closedAt: string | null;
  readonly closedBy: string | null;
  readonly closeReason: string | null;
}

/** Which events are read; null: all. */
export interface FeedFilter {
  /** Only events behind this position; null: from the oldest on that is kept. */
  readonly after: number | null;
  /** Null: of any type. */
  readonly types: readonly EventType[] | null;
  readonly orderId: string | null;
  readonly limit: number;
}

/** Some events in the order of the feed, and where it goes on. */
export interface FeedPage {
  readonly events: readonly EventRecord[];
  /** Nothing up to here was left out: the next page begins behind it. */
  readonly through: number;
}

/** Events behind the place were deleted already: whoever reads on would miss them. */
export class EventsNotKept extends Error {
  override readonly name = 'EventsNotKept';

  /**
   * @param keptAfter the first event that is kept is the one behind this position
   * @param head position of the newest event
   */
  constructor(
    readonly keptAfter: number,
    readonly head: number,
  ) {
    super(`events up to ${keptAfter.toString()} are not kept any more`);
  }
}

/**
 * Events of the feed in their order. An event that comes later never has a position before one that was read.
 * @throws EventsNotKept
 */
export function readEvents(database: Database, filter: FeedFilter): Promise<FeedPage> {
  // One snapshot, so that what is deleted meanwhile is not left out without a word.
  return inSnapshot(database, (transaction) => readPage(transaction, filter));
}

async function readPage(transaction: Transaction, filter: FeedFilter): Promise<FeedPage> {
  const { types, orderId, limit } = filter;
  const { head, kept_after: keptAfter } = await transaction
    .selectFrom('event_feed')
    .select(['head', 'kept_after'])
    .executeTakeFirstOrThrow();
  const after = filter.after ?? keptAfter;
  if (after < keptAfter) throw new EventsNotKept(keptAfter, head);
  let query = transaction.selectFrom('shop_events').selectAll().where('position', '>', after);
  if (types !== null) query = query.where('type', 'in', types);
  if (orderId !== null) query = query.where('order_id', '=', orderId);
  const rows = await query.orderBy('position').limit(limit).execute();
  const last = rows.at(-1);
  const through = last !== undefined && rows.length === limit ? last.position : Math.max(head, after);
  return { events: await recordsOf(transaction, rows), through };
}

/** The position of the newest event in the feed. */
export async function headOfFeed(database: Database): Promise<number> {
  const { head } = await database.selectFrom('event_feed').select('head').executeTakeFirstOrThrow();
  return head;
}

/** The event at a position; undefined when there is none, or none any more. */
export async function findShopEvent(database: Database, position: number): Promise<EventRecord | undefined> {
  const rows = await database.selectFrom('shop_events').selectAll().where('position', '=', position).execute();
  return (await recordsOf(database, rows)).at(0);
}

type EventRow = Selectable<ShopEventsTable>;

async function recordsOf(database: Database, rows: readonly EventRow[]): Promise<EventRecord[]> {
  const entries = await readEntries(
    database,
    rows.flatMap(({ timeline_id }) => timeline_id ?? []),
  );
  const attentions = await readAttentions(
    database,
    rows.flatMap(({ attention_id }) => attention_id ?? []),
  );
  return rows.map((row) => ({
    position: row.position,
    type: row.type,
    orderId: row.order_id,
    at: row.at,
    shipmentId: row.shipment_id,
    refundId: row.refund_id,
    disputeId: row.dispute_id,
    attention: row.attention_id === null ? null : (attentions.get(row.attention_id) ?? null),
    status: row.became === null ? null : { from: row.was, to: row.became },
    entry: row.timeline_id === null ? null : (entries.get(row.timeline_id) ?? null),
  }));
}

async function readEntries(database: Database, ids: readonly number[]): Promise<Map<number, TimelineRecord>> {
  if (ids.length === 0) return new Map();
  const rows = await database.selectFrom('timeline').selectAll().where('timeline_id', 'in', ids).execute();
  return new Map(rows.map((row) => [row.timeline_id, timelineRecordOf(row)]));
}

async function readAttentions(database: Database, ids: readonly number[]): Promise<Map<number, EventAttention>> {
  if (ids.length === 0) return new Map();
  const rows = await database.selectFrom('attentions').selectAll().where('attention_id', 'in', ids).execute();
  return new Map(
    rows.map(({ attention_id: id, code, message, since, ...end }) => [
      id,
      { code, message, since, closedAt: end.closed_at, closedBy: end.closed_by, closeReason: end.close_reason },
    ]),
  );
}
