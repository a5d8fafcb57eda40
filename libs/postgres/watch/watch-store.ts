import { FINAL_STATUSES } from '../../domain/orders/order-status';
import { addSeconds } from '../../domain/orders/deadline';
import { namedBeside, type RefundOrDispute } from '../../domain/watch/refund-or-dispute';
import type { Database } from '../database/database';

/** Open orders, as the watch over their workflows walks through them. */

/** An open order, as the watch looks at it. */
export interface WatchedOrder {
  readonly orderId: string;
  /** Somebody is called because no workflow looks after it. */
  readonly isCalled: boolean;
}

/** An order that was accepted this moment is looked after by whoever asked for it. */
const YOUNG_SECONDS = 60;

/** The next open orders behind one, by their ids; fewer than `atMost` once there are no more. Over `orders_open`. */
export async function openOrdersAfter(
  database: Database,
  afterOrderId: string,
  now: string,
  atMost: number,
): Promise<WatchedOrder[]> {
  const rows = await database
    .selectFrom('orders')
    .leftJoin('attentions', (join) =>
      join
        .onRef('attentions.order_id', '=', 'orders.order_id')
        .on('code', '=', 'workflow_missing')
        .on('step', 'is', null)
        .on('closed_at', 'is', null),
    )
    .select(['orders.order_id', 'attention_id'])
    .where('orders.order_id', '>', afterOrderId)
    .where('status', 'not in', FINAL_STATUSES)
    .where('orders.created_at', '<', addSeconds(now, -YOUNG_SECONDS))
    .orderBy('orders.order_id')
    .limit(atMost)
    .execute();
  return rows.map(({ order_id: orderId, attention_id: call }) => ({ orderId, isCalled: call !== null }));
}

/** Orders that are called missing a workflow, longest first: whether they still are is looked at again and again. */
export async function ordersWithMissingAttention(database: Database, atMost: number): Promise<string[]> {
  const rows = await database
    .selectFrom('attentions')
    .select('order_id')
    .where('code', '=', 'workflow_missing')
    .where('step', 'is', null)
    .where('closed_at', 'is', null)
    .orderBy('attention_id')
    .limit(atMost)
    .execute();
  return rows.map(({ order_id: orderId }) => orderId);
}

/** Refunds and disputes whose own workflow somebody is called about, longest first. */
export async function besideCalledMissing(database: Database, atMost: number): Promise<RefundOrDispute[]> {
  const rows = await database
    .selectFrom('attentions')
    .select(['order_id', 'step'])
    .where('code', '=', 'workflow_missing')
    .where('step', 'is not', null)
    .where('closed_at', 'is', null)
    .orderBy('attention_id')
    .limit(atMost)
    .execute();
  return rows.flatMap(({ order_id: orderId, step }) => {
    const work = namedBeside(orderId, step ?? '');
    return work === undefined ? [] : [work];
  });
}

/** Behind which order the walk goes on; empty: with the first. */
export async function readPosition(database: Database): Promise<string> {
  const row = await database.selectFrom('watch_position').select('after_order_id').executeTakeFirst();
  return row?.after_order_id ?? '';
}

/** Remembers how far the walk has come; empty: it begins anew. May be repeated. */
export async function savePosition(database: Database, afterOrderId: string, at: string): Promise<void> {
  await database
    .insertInto('watch_position')
    .values({ position_id: 'orders', after_order_id: afterOrderId, updated_at: at })
    .onConflict((conflict) =>
      conflict.column('position_id').doUpdateSet({ after_order_id: afterOrderId, updated_at: at }),
    )
    .execute();
}
