import type { SelectQueryBuilder } from 'kysely';
import type { Database } from '../database/database';
import { plannedForItsValues } from '../database/prepared-statements';
import type { OrderFilter, OrderRecord } from '../records/order-record';
import type { Schema } from '../records/schema';
import { assembleOrder } from './order-assembly';
import { conditionOf } from './order-filter';
import { rowsOfOrder } from './order-rows';
import { pageOf, readCursor, rowsOfPage, type Page } from './page-cursor';

/** A page of the orders that a filter lets through, newest first, in one statement. @throws InvalidCursor */
export async function listOrders(database: Database, filter: OrderFilter): Promise<Page<OrderRecord>> {
  const page = newestFirst(filtered(database, filter).select('order_id')).limit(rowsOfPage(filter));
  const rows = await newestFirst(
    database
      .selectFrom('orders')
      .modifyFront(plannedForItsValues)
      .selectAll()
      .select(rowsOfOrder)
      .where('order_id', 'in', page),
  ).execute();
  return pageOf(rows, filter, assembleOrder, (row) => [row.created_at, row.order_id]);
}

function newestFirst<Row>(query: SelectQueryBuilder<Schema, 'orders', Row>): SelectQueryBuilder<Schema, 'orders', Row> {
  return query.orderBy('orders.created_at', 'desc').orderBy('orders.order_id', 'desc');
}

function filtered(database: Database, filter: OrderFilter) {
  const { cursor } = filter;
  const query = database.selectFrom('orders').where((eb) => conditionOf(eb, filter));
  if (cursor === null) return query;
  const place = readCursor(cursor);
  return query.where((eb) => eb(eb.refTuple('created_at', 'order_id'), '<', eb.tuple(...place)));
}
