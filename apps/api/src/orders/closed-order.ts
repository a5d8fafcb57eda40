import { REMAINING_SHIPMENT } from '../../../../libs/domain/covered';
import { isFinalStatus } from '../../../../libs/domain/order-status';
import type { OrderRecord } from '../../../../libs/postgres/order-record';
import { Problem } from '../problems/problem';

/** The network or somebody at Stripe took the hold back, and nothing holds the money anew. */
export function isHoldLost({ authorization, cancelReason }: OrderRecord): boolean {
  return authorization?.state === 'expired' || cancelReason === 'hold_lost';
}

/** As `closedProblem`, for a parcel: that its hold was lost stays the answer after the order closed. */
export function closedToParcels(order: OrderRecord): Error {
  if (!isHoldLost(order)) return closedProblem(order);
  return new Problem('hold_lost', `The hold of order ${order.orderId} is gone; nothing can be captured.`);
}

/** Why a command found no workflow to take it: the order is over, or its workflow was taken away by hand. */
export function closedProblem({ orderId, status, shipments }: OrderRecord): Error {
  if (isFinalStatus(status)) {
    const paid = shipments.some(({ shipmentId }) => shipmentId === REMAINING_SHIPMENT)
      ? ` The units that were still open were captured at the deadline, as shipment ${REMAINING_SHIPMENT}: they are paid.`
      : '';
    const detail = `Order ${orderId} is ${status}: nothing of it is open any more.${paid}`;
    return new Problem('order_closed', detail, { members: { orderStatus: status } });
  }
  return new Error(`Order ${orderId} is ${status}, but Temporal has no workflow of it: was it terminated by hand?`);
}
