import { isFinalStatus } from '../../../../libs/domain/order-status';
import type { OrderRecord } from '../../../../libs/postgres/order-record';
import { Problem } from '../problems/problem';

/** Why a command found no workflow to take it: the order is over, or its workflow was taken away by hand. */
export function closedProblem({ orderId, status }: OrderRecord): Error {
  if (isFinalStatus(status)) {
    const detail = `Order ${orderId} is ${status}: nothing of it is open any more.`;
    return new Problem('order_closed', detail, { members: { orderStatus: status } });
  }
  return new Error(`Order ${orderId} is ${status}, but Temporal has no workflow of it: was it terminated by hand?`);
}
