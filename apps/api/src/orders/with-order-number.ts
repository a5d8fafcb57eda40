import { z } from 'zod';
import type { Database } from '../../../../libs/postgres/database/database';
import { orderNumbersOf } from '../../../../libs/postgres/reading/order-numbers';

/** What an item of a list over all orders has beside its orderId. */
export const withOrderNumberSchema = {
  orderNumber: z.string().nullable().describe('What people call the order; null: its id'),
};

/** Items of all orders, each with what people call its order: one statement for the whole page. */
export async function withOrderNumber<Item extends { readonly orderId: string | null }>(
  database: Database,
  items: readonly Item[],
): Promise<(Item & { orderNumber: string | null })[]> {
  const numbers = await orderNumbersOf(
    database,
    items.flatMap(({ orderId }) => orderId ?? []),
  );
  return items.map((item) => ({ ...item, orderNumber: numbers.get(item.orderId ?? '') ?? null }));
}
