import type { SelectQueryBuilder } from 'kysely';
import type { Database } from '../database/database';
import type { OrderFilter, OrderRecordPage } from '../records/order-record';
import type { Schema } from '../records/schema';
import { assembleOrder } from './order-assembly';
import { readCursor, writeCursor } from './order-cursor';
import { rowsOfOrder } from './order-rows';

const PAGE_AT_MOST = 100;

/** A page of the orders that a filter lets through, newest first, in one statement. @throws InvalidCursor */
export async function listOrders(database: Database, filter: OrderFilter): Promise<OrderRecordPage> {
  const limit = Math.min(Math.max(1, filter.limit), PAGE_AT_MOST);
  // One more than asked for tells whether another page follows.
  const page = newestFirst(filtered(database, filter).select('order_id')).limit(limit + 1);
  const found = await newestFirst(
    database.selectFrom('orders').selectAll().select(rowsOfOrder).where('order_id', 'in', page),
  ).execute();
  const shown = found.slice(0, limit);
  const last = shown.at(-1);
  return {
    orders: shown.map(assembleOrder),
    nextCursor:
      last === undefined || found.length <= limit
        ? null
        : writeCursor({ createdAt: last.created_at, orderId: last.order_id }),
  };
}

function newestFirst<Row>(query: SelectQueryBuilder<Schema, 'orders', Row>): SelectQueryBuilder<Schema, 'orders', Row> {
  return query.orderBy('orders.created_at', 'desc').orderBy('orders.order_id', 'desc');
}

function filtered(database: Database, { status, attention, releaseBefore, cursor }: OrderFilter) {
  let query = database.selectFrom('orders');
  if (status !== null) query = query.where('status', '=', status);
  if (releaseBefore !== null) query = query.where('release_at', '<', releaseBefore);
  if (attention !== null) {
    query = query.where((eb) => {
      const open = eb.exists(
        eb
          .selectFrom('attentions')
          .select('attentions.code')
          .whereRef('attentions.order_id', '=', 'orders.order_id')
          .where('closed_at', 'is', null),
      );
      return attention ? open : eb.not(open);
    });
  }
  if (cursor !== null) {
    const { createdAt, orderId } = readCursor(cursor);
    query = query.where((eb) => eb(eb.refTuple('created_at', 'order_id'), '<', eb.tuple(createdAt, orderId)));
  }
  return query;
}
