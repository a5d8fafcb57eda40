import { sql } from 'kysely';
import type { Database } from '../database/database';

/** What people call these orders, by their ids; one that is not known, or has no number, is not in it. */
export async function orderNumbersOf(
  database: Database,
  orderIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (orderIds.length === 0) return new Map();
  const rows = await database
    .selectFrom('orders')
    .select(['order_id', 'order_number'])
    // One parameter, however many ids: one statement to prepare.
    .where(sql<boolean>`order_id = any(${[...new Set(orderIds)]}::text[])`)
    .execute();
  return new Map(rows.flatMap(({ order_id: id, order_number: number }) => (number === null ? [] : [[id, number]])));
}
