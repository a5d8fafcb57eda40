import { sql } from 'kysely';
import { addSeconds } from '../../domain/orders/deadline';
import type { Database } from '../database/database';

/** Holds whose time has come and gone, found from rows alone: also while Temporal or Stripe is away. */

/** Something of an order that should have been ended, or decided, and was not. */
export interface OverdueHold {
  readonly orderId: string;
  /**
   * `held`: money is bound that should be captured or given back. `awaited`: nothing is held, and nobody gave it up.
   */
  readonly state: 'held' | 'awaited';
  readonly dueAt: string;
  /** When the network drops the hold; null where nothing is held. */
  readonly captureBefore: string | null;
}

/** Longest overdue first. */
export async function findOverdue(
  database: Database,
  now: string,
  afterSeconds: number,
  atMost: number,
): Promise<OverdueHold[]> {
  const before = addSeconds(now, -afterSeconds);
  return [...(await findOverdueHolds(database, before, atMost)), ...(await findOverdueWaits(database, before, atMost))];
}

/** Over `orders_by_release_at`: only the hold that counts, while it lives, has such an instant. */
async function findOverdueHolds(database: Database, before: string, atMost: number): Promise<OverdueHold[]> {
  const rows = await database
    .selectFrom('orders')
    .innerJoin('authorizations', (join) =>
      join
        .onRef('authorizations.order_id', '=', 'orders.order_id')
        .onRef('authorizations.release_at', '=', 'orders.release_at')
        .on('authorizations.state', '=', 'held'),
    )
    .select(['orders.order_id', 'orders.release_at', 'capture_before'])
    .where('orders.release_at', 'is not', null)
    .where('orders.release_at', '<', before)
    .orderBy('orders.release_at')
    .limit(atMost)
    .execute();
  return rows.flatMap(({ order_id: orderId, release_at: dueAt, capture_before: captureBefore }) =>
    dueAt === null ? [] : [{ orderId, state: 'held' as const, dueAt, captureBefore }],
  );
}

/** A payment with a saved card gives the buyer its own time, a renewal too; everything else the order's. */
async function findOverdueWaits(database: Database, before: string, atMost: number): Promise<OverdueHold[]> {
  const { rows } = await sql<{ order_id: string; due_at: string }>`
    select order_id, due_at
      from (
        select o.order_id,
               coalesce(
                 a.awaited_until,
                 greatest(
                   o.created_at,
                   case when a.renews_generation is not null or o.fulfilment = 'charge_on_ship' and a.setup_intent_id is null
                        then a.created_at end
                 ) + make_interval(secs => o.authentication_timeout_seconds)
               ) as due_at
          from orders o
          join lateral (
            select * from authorizations
             where authorizations.order_id = o.order_id and state <> 'declined'
             order by generation desc
             limit 1
          ) a on true
         where o.status in ('created', 'requires_payment_method', 'requires_action', 'processing')
           and o.created_at < ${before}
      ) waiting
     where due_at < ${before}
     order by due_at
     limit ${atMost}`.execute(database);
  return rows.map(({ order_id: orderId, due_at: dueAt }) => ({
    orderId,
    state: 'awaited',
    dueAt,
    captureBefore: null,
  }));
}

/** Orders that are called overdue. */
export async function ordersWithOverdueAttention(database: Database, atMost: number): Promise<string[]> {
  const rows = await database
    .selectFrom('attentions')
    .select('order_id')
    .where('code', '=', 'release_overdue')
    .where('closed_at', 'is', null)
    .orderBy('attention_id')
    .limit(atMost)
    .execute();
  return rows.map(({ order_id: orderId }) => orderId);
}
