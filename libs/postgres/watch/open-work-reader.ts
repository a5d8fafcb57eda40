import { sql } from 'kysely';
import { isFinalStatus, ORDER_STATUSES, type OrderStatus } from '../../domain/orders/order-status';
import { ATTENTION_CODES, type AttentionCode } from '../../domain/payment/payment';
import type { Database, Transaction } from '../database/database';
import { readDeployment } from '../deployment/deployment-store';
import { readFeedLag, type FeedLag } from '../feed/feed-lag';
import { readMissedEventsSearch, type MissedEventsSearch } from '../events/missed-events-store';

/** What is not over yet, over all orders. */
export interface OpenWork {
  /** Orders that still change, by every status they can have. */
  readonly orders: ReadonlyMap<OrderStatus, number>;
  /** Open calls for a person, of every code there is. */
  readonly attentions: ReadonlyMap<AttentionCode, number>;
  /** Another database was noticed that goes by our name: no money is moved. */
  readonly deploymentConflict: boolean;
  /** Stored events without an outcome. */
  readonly waitingEvents: number;
  /** When the longest waiting of them was stored; null when none waits. */
  readonly oldestEventAt: string | null;
  readonly missedEvents: Pick<MissedEventsSearch, 'state' | 'readUntil'>;
  /** When the hold that is longest overdue should have been captured or given back; null when none is. */
  readonly oldestReleaseAt: string | null;
  /** Since when the oldest request to Stripe has no outcome; null when none is open. */
  readonly oldestStepAt: string | null;
  readonly feed: FeedLag;
  /** When the balance was last read to its end, and when orders were last audited; null: never, or not here. */
  readonly accounting: { readonly readAt: string | null; readonly auditedAt: string | null; readonly refused: boolean };
}

/** It is asked for again and again by a machine that can do without: it must never hold up what cannot. */
const STATEMENT_TIMEOUT_MS = 1_000;

/**
 * Counts what is open, each by one statement over an index that leads to what is open alone. With 100,000 orders,
 * 75,000 of them open, the slowest takes 16 ms, and 100 ms where nothing was vacuumed or in memory.
 * @throws the driver's error when PostgreSQL cannot be asked, or when a statement takes longer than a second
 */
export function readOpenWork(database: Database): Promise<OpenWork> {
  return database
    .transaction()
    .setAccessMode('read only')
    .execute(async (transaction) => {
      await sql`select set_config('statement_timeout', ${STATEMENT_TIMEOUT_MS.toString()}, true)`.execute(transaction);
      const orders = await openOrders(transaction);
      const attentions = await openAttentions(transaction);
      const { conflict } = await readDeployment(transaction);
      return {
        orders,
        attentions,
        deploymentConflict: conflict !== null,
        missedEvents: await readMissedEventsSearch(transaction),
        ...(await waitingEvents(transaction)),
        oldestReleaseAt: await oldestRelease(transaction),
        oldestStepAt: await oldestStep(transaction),
        feed: await readFeedLag(transaction),
        accounting: await accountingState(transaction),
      };
    });
}

async function accountingState(transaction: Transaction): Promise<OpenWork['accounting']> {
  const row = await transaction
    .selectFrom(['balance_reading', 'audit_progress'])
    .select(['completed_at', 'problem', 'ran_at'])
    .executeTakeFirstOrThrow();
  return { readAt: row.completed_at, auditedAt: row.ran_at, refused: row.problem !== null };
}

const OPEN_STATUSES = ORDER_STATUSES.filter((status) => !isFinalStatus(status));

/** Over `orders_by_status`. */
async function openOrders(transaction: Transaction): Promise<Map<OrderStatus, number>> {
  const rows = await transaction
    .selectFrom('orders')
    .select((eb) => ['status', eb.fn.countAll<number>().as('open')])
    .where('status', 'in', OPEN_STATUSES)
    .groupBy('status')
    .execute();
  // What there is none of is said to be 0: a series that comes and goes cannot be told from one that is lost.
  const open = new Map<OrderStatus, number>(OPEN_STATUSES.map((status) => [status, 0]));
  for (const row of rows) open.set(row.status, row.open);
  return open;
}

/** Over `attentions_open`. */
async function openAttentions(transaction: Transaction): Promise<Map<AttentionCode, number>> {
  const rows = await transaction
    .selectFrom('attentions')
    .select((eb) => ['code', eb.fn.countAll<number>().as('open')])
    .where('closed_at', 'is', null)
    .groupBy('code')
    .execute();
  const open = new Map<AttentionCode, number>(ATTENTION_CODES.map((code) => [code, 0]));
  for (const row of rows) open.set(row.code, row.open);
  return open;
}

/** Over `webhook_events_due`. */
async function waitingEvents(transaction: Transaction): Promise<Pick<OpenWork, 'waitingEvents' | 'oldestEventAt'>> {
  const row = await transaction
    .selectFrom('webhook_events')
    .select((eb) => [eb.fn.countAll<number>().as('waiting'), eb.fn.min('received_at').as('oldest')])
    .where('outcome', 'is', null)
    .executeTakeFirstOrThrow();
  return { waitingEvents: row.waiting, oldestEventAt: row.oldest };
}

/** Over `orders_by_release_at`. */
async function oldestRelease(transaction: Transaction): Promise<string | null> {
  const row = await transaction
    .selectFrom('orders')
    .select((eb) => eb.fn.min('release_at').as('oldest'))
    .where('release_at', 'is not', null)
    .where('release_at', '<', sql<string>`now()`)
    .executeTakeFirstOrThrow();
  return row.oldest;
}

/**
 * Over `captures_open`, `authorizations_asked`, `authorizations_releasing` and `refund_parts_open`. What an order that
 * is over left behind is nobody's work any more, but a refund outlives its order.
 */
async function oldestStep(transaction: Transaction): Promise<string | null> {
  const { rows } = await sql<{ oldest: string | null }>`
    select least(
      (select min(c.key_first_used_at) from captures c join orders o using (order_id)
        where c.state in ('requested', 'unknown') and o.status not in ('completed', 'canceled')),
      (select min(a.asked_at) from authorizations a join orders o using (order_id)
        where a.state = 'requested' and o.status not in ('completed', 'canceled')),
      (select min(a.release_requested_at) from authorizations a join orders o using (order_id)
        where a.release_requested_at is not null and a.ended_at is null and o.status not in ('completed', 'canceled')),
      (select min(p.created_at) from refund_parts p where p.state in ('requested', 'unknown'))
    ) as oldest`.execute(transaction);
  return rows[0]?.oldest ?? null;
}
