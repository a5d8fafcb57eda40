import type { RefundState } from '../../domain/orders/transitions';
import type { Database } from '../database/database';
import type { ClaimedEvent } from './webhook-event-store';

/** What is recorded about the part of a refund that an event is about, as far as its delivery depends on it. */
export interface RefundSubject {
  readonly orderId: string;
  readonly refundId: string;
  readonly state: RefundState;
}

/** Finds the refund by Stripe's id of it, else by the event's metadata; undefined when there is none. */
export async function findRefundSubject(
  database: Database,
  { stripeRefundId, orderId, refundId }: Pick<ClaimedEvent, 'stripeRefundId' | 'orderId' | 'refundId'>,
): Promise<RefundSubject | undefined> {
  const parts = database.selectFrom('refund_parts').select(['order_id', 'refund_id', 'state']);
  const named =
    stripeRefundId === null ? undefined : await parts.where('stripe_refund_id', '=', stripeRefundId).executeTakeFirst();
  // Before our own call has answered we do not know Stripe's id: then a part without one may be meant.
  const meant =
    named ??
    (orderId === null || refundId === null
      ? undefined
      : await parts
          .where('order_id', '=', orderId)
          .where('refund_id', '=', refundId)
          .where('stripe_refund_id', 'is', null)
          .executeTakeFirst());
  return meant === undefined ? undefined : { orderId: meant.order_id, refundId: meant.refund_id, state: meant.state };
}

/** The order whose charge somebody refunded, as far as booking that depends on it. */
export interface RefundedOrder {
  readonly orderId: string;
  /** Something of the charge is recorded as captured, so that there is something to give back. */
  readonly isCaptured: boolean;
}

/** Finds the order of a refund that carries no name of ours, by its PaymentIntent or charge. */
export async function findRefundedOrder(
  database: Database,
  { paymentIntentId, chargeId }: Pick<ClaimedEvent, 'paymentIntentId' | 'chargeId'>,
): Promise<RefundedOrder | undefined> {
  if (paymentIntentId === null && chargeId === null) return undefined;
  const authorization = await database
    .selectFrom('authorizations')
    .select(['order_id', 'authorization_id'])
    .where((eb) => eb.or([eb('payment_intent_id', '=', paymentIntentId), eb('charge_id', '=', chargeId)]))
    .executeTakeFirst();
  if (authorization === undefined) return undefined;
  const capture = await database
    .selectFrom('captures')
    .select('capture_id')
    .where('authorization_id', '=', authorization.authorization_id)
    .where('state', 'in', ['captured', 'settled'])
    .limit(1)
    .executeTakeFirst();
  return { orderId: authorization.order_id, isCaptured: capture !== undefined };
}
