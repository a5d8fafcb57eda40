import type { Database } from '../database/database';
import { findHoldsOrder, hasCaptureInFlight } from './event-subject';
import type { ClaimedEvent } from './webhook-event-store';

/** What is recorded about the order whose charge is disputed, as far as the delivery of news depends on it. */
export interface DisputeSubject {
  readonly orderId: string;
  /** The provider was asked for a capture, and its answer is not recorded: the disputed shipment may be the one. */
  readonly captureInFlight: boolean;
}

/** Finds the order by the charge or the PaymentIntent; undefined when neither is one of ours. */
export async function findDisputeSubject(
  database: Database,
  event: Pick<ClaimedEvent, 'paymentIntentId' | 'chargeId'>,
  now: string,
): Promise<DisputeSubject | undefined> {
  const order = await findHoldsOrder(database, event);
  if (order === undefined) return undefined;
  return { orderId: order.order_id, captureInFlight: await hasCaptureInFlight(database, order.order_id, now) };
}
