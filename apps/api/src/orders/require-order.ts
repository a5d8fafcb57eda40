import type { OrderRecord } from '../../../../libs/postgres/records/order-record';
import type { OrderReader } from '../../../../libs/postgres/reading/order-reader';
import { Problem } from '../problems/problem';

/** The order as it is recorded. @throws Problem `order_not_found` */
export async function requireOrder(orders: OrderReader, orderId: string): Promise<OrderRecord> {
  const order = await orders.findOrder(orderId);
  if (order === undefined) throw new Problem('order_not_found', `There is no order ${orderId}.`);
  return order;
}
