import type { LineQuantity } from '../../../../libs/domain/orders/shipment-price';
import type { OrderReader } from '../../../../libs/postgres/reading/order-reader';
import { invalidRequest } from '../problems/problem';
import { requireLineIds } from './require-order';

/**
 * Every line that a request names must be one of the order's. @throws Problem `order_not_found` or `invalid_request`
 */
export async function requireKnownLines(
  orders: OrderReader,
  orderId: string,
  lines: readonly LineQuantity[],
): Promise<void> {
  const known = new Set(await requireLineIds(orders, orderId));
  const problems = lines.flatMap(({ lineId }, index) => {
    if (known.has(lineId)) return [];
    return [{ path: `lines[${index.toString()}].lineId`, message: `"${lineId}" is not a line of order ${orderId}` }];
  });
  if (problems.length > 0) throw invalidRequest(problems);
}
