import { isFinalStatus } from '../../../../libs/domain/order-status';
import { isPaidAhead, whyPaidAhead } from '../../../../libs/domain/paid-ahead';
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

/** What was paid before it left; a capture at the deadline that was refused leaves its row behind, and took nothing. */
export function paidAhead(shipments: OrderRecord['shipments']): OrderRecord['shipments'] {
  return shipments.filter(({ shipmentId, status }) => isPaidAhead(shipmentId) && status !== 'refused');
}

/** Why a command found no workflow to take it: the order is over, or its workflow was taken away by hand. */
export function closedProblem({ orderId, status, shipments }: OrderRecord): Error {
  if (isFinalStatus(status)) {
    const paid = whyPaidAhead(paidAhead(shipments));
    const closed = `Order ${orderId} is ${status}: nothing of it is open any more`;
    const detail = paid === undefined ? `${closed}.` : `${closed}; ${paid}.`;
    return new Problem('order_closed', detail, { members: { orderStatus: status } });
  }
  return new Error(`Order ${orderId} is ${status}, but Temporal has no workflow of it: was it terminated by hand?`);
}
