import type { LineQuantity } from '../../../../libs/domain/orders/shipment-price';
import type { OrderRecord } from '../../../../libs/postgres/records/order-record';
import { invalidRequest } from '../problems/problem';

/** Every line that a request names must be one of the order's. @throws Problem `invalid_request` */
export function requireKnownLines(order: OrderRecord, lines: readonly LineQuantity[]): void {
  const problems = lines.flatMap(({ lineId }, index) => {
    if (order.lines.some((line) => line.lineId === lineId)) return [];
    return [
      { path: `lines[${index.toString()}].lineId`, message: `"${lineId}" is not a line of order ${order.orderId}` },
    ];
  });
  if (problems.length > 0) throw invalidRequest(problems);
}
