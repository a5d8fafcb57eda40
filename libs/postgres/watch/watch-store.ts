import { FINAL_STATUSES } from '../../domain/orders/order-status';
import { addSeconds } from '../../domain/orders/deadline';
import type { Database } from '../database/database';

/** Open orders, as the watch over their workflows walks through them. */

export interface WatchedOrder {
  readonly orderId: string;
  /** The run that was last seen looking after it; null: none was looked at yet. */
  readonly runId: string | null;
}

/** An order that was accepted this moment is not listed by Temporal yet. */
const YOUNG_SECONDS = 60;

/** The next open orders behind one, by their ids; fewer than `atMost` once there are no more. */
export async function openOrdersAfter(
  database: Database,
  afterOrderId: string,
  now: string,
  atMost: number,
): Promise<WatchedOrder[]> {
  const rows = await database
    .selectFrom('orders')
    .leftJoin('watched_runs', 'watched_runs.order_id', 'orders.order_id')
    .select(['orders.order_id', 'run_id'])
    .where('orders.order_id', '>', afterOrderId)
    .where('status', 'not in', FINAL_STATUSES)
    .where('orders.created_at', '<', addSeconds(now, -YOUNG_SECONDS))
    .orderBy('orders.order_id')
    .limit(atMost)
    .execute();
  return rows.map(({ order_id: orderId, run_id: runId }) => ({ orderId, runId }));
}

/** Orders that are called missing a workflow, longest first: whether they still are is looked at again and again. */
export async function ordersWithMissingAttention(database: Database, atMost: number): Promise<string[]> {
  const rows = await database
    .selectFrom('attentions')
    .select('order_id')
    .where('code', '=', 'workflow_missing')
    .where('closed_at', 'is', null)
    .orderBy('attention_id')
    .limit(atMost)
    .execute();
  return rows.map(({ order_id: orderId }) => orderId);
}

/** Remembers which runs look after their orders. */
export async function rememberRuns(
  database: Database,
  runs: readonly { readonly orderId: string; readonly runId: string }[],
): Promise<void> {
  if (runs.length === 0) return;
  await database
    .insertInto('watched_runs')
    .values(runs.map(({ orderId, runId }) => ({ order_id: orderId, run_id: runId })))
    .onConflict((conflict) => conflict.column('order_id').doUpdateSet((eb) => ({ run_id: eb.ref('excluded.run_id') })))
    .execute();
}

/** Behind which order the walk goes on; empty: with the first. */
export async function readPosition(database: Database): Promise<string> {
  const row = await database.selectFrom('watch_position').select('after_order_id').executeTakeFirst();
  return row?.after_order_id ?? '';
}

/** Remembers how far the walk has come; empty: it begins anew. */
export async function savePosition(database: Database, afterOrderId: string, at: string): Promise<void> {
  await database
    .insertInto('watch_position')
    .values({ position_id: 'orders', after_order_id: afterOrderId, updated_at: at })
    .onConflict((conflict) =>
      conflict.column('position_id').doUpdateSet({ after_order_id: afterOrderId, updated_at: at }),
    )
    .execute();
}
