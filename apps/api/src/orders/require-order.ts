import type { OrderRecord } from '../../../../libs/postgres/records/order-record';
import type { OrderReader } from '../../../../libs/postgres/reading/order-reader';
import { Problem } from '../problems/problem';

/** The order as it is recorded. @throws Problem `order_not_found` */
export async function requireOrder(orders: OrderReader, orderId: string): Promise<OrderRecord> {
  const order = await orders.findOrder(orderId);
  if (order === undefined) throw orderNotFound(orderId);
  return order;
}

/**
 * Ids of the order's lines, in their order: the cheapest proof that the order is there. @throws Problem
 * `order_not_found`
 */
export async function requireLineIds(orders: OrderReader, orderId: string): Promise<readonly string[]> {
  const lineIds = await orders.listLineIds(orderId);
  if (lineIds.length === 0) throw orderNotFound(orderId);
  return lineIds;
}

/** The answer about an order that is not there. */
export function orderNotFound(orderId: string): Problem {
  return new Problem('order_not_found', `There is no order ${orderId}.`);
}
