import { isFinalStatus, isLoss } from '../../../../libs/domain/orders/order-status';
import { isPaidAhead, whyPaidAhead } from '../../../../libs/domain/captures/paid-ahead';
import type { OrderRecord } from '../../../../libs/postgres/records/order-record';
import type { OrderWorkflows } from '../order-workflows/order-workflows';
import { Problem, temporarilyUnavailable } from '../problems/problem';

/** The network or somebody at Stripe took the hold back, and nothing holds the money anew. */
export function isHoldLost({ authorization, cancelReason }: OrderRecord): boolean {
  return authorization?.state === 'expired' || (cancelReason !== null && isLoss(cancelReason));
}

/** As `closedProblem`, for a shipment: that its hold was lost stays the answer after the order closed. */
export async function closedToShipments(order: OrderRecord, workflows: Mender): Promise<Problem> {
  if (!isHoldLost(order)) return closedProblem(order, workflows);
  return new Problem('hold_lost', `The hold of order ${order.orderId} is gone: nothing can be captured.`);
}

/** What was paid before it left; a capture at the deadline that was refused leaves its row behind, and took nothing. */
export function paidAhead(shipments: OrderRecord['shipments']): OrderRecord['shipments'] {
  return shipments.filter(({ shipmentId, status }) => isPaidAhead(shipmentId) && status !== 'refused');
}

/** Brings the workflow of an order back. */
export type Mender = Pick<OrderWorkflows, 'mend'>;

/** Longer than a workflow must have been gone before it is started again. */
const STARTED_AGAIN_AFTER_SECONDS = 60;

/**
 * Why a command found no workflow to take it: the order is over, or its workflow is gone though it should be there.
 * Then it is brought back, and the shop is told so.
 */
export async function closedProblem(order: OrderRecord, workflows: Mender): Promise<Problem> {
  const { orderId, status, shipments } = order;
  if (isFinalStatus(status)) {
    const paid = whyPaidAhead(paidAhead(shipments));
    const closed = `Order ${orderId} is ${status}: nothing is open any more`;
    const detail = paid === undefined ? `${closed}.` : `${closed}; ${paid}.`;
    return new Problem('order_closed', detail, { members: { orderStatus: status } });
  }
  await workflows.mend(orderId);
  const detail =
    `The workflow of order ${orderId} has stopped, and Holdfast starts it again. Nothing is lost: repeat the request ` +
    'after `Retry-After`.';
  const cause = new Error(`order ${orderId} is ${status}, but no workflow of it runs: was it terminated by hand?`);
  return temporarilyUnavailable(detail, cause, STARTED_AGAIN_AFTER_SECONDS);
}
