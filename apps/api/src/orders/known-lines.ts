import type { LineQuantity } from '../../../../libs/domain/orders/shipment-price';
import type { LinesGround } from '../../../../libs/postgres/reading/ground-reader';
import { invalidRequest } from '../problems/problem';
import { orderNotFound } from './require-order';
import { requireNoStandstill } from './standstill';

/**
 * Something is accepted at all, the order is there, and every line that a request names is one of its own.
 * @throws Problem `deployment_conflict`, `order_not_found` or `invalid_request`
 */
export function requireKnownLines(ground: LinesGround, orderId: string, lines: readonly LineQuantity[]): void {
  requireNoStandstill(ground);
  if (ground.lineIds.length === 0) throw orderNotFound(orderId);
  const known = new Set(ground.lineIds);
  const problems = lines.flatMap(({ lineId }, index) => {
    if (known.has(lineId)) return [];
    return [{ path: `lines[${index.toString()}].lineId`, message: `"${lineId}" is not a line of order ${orderId}` }];
  });
  if (problems.length > 0) throw invalidRequest(problems);
}
