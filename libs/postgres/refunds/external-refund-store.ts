import type { Breakdown } from '../../domain/orders/shipment-price';
import type { RefundReading } from '../../domain/provider/refund-gateway';
import type { Transaction } from '../database/database';
import type { OrderChange } from '../orders/order-change';
import { splitColumns } from './split-columns';
import { getRefund, type RefundPartRow } from './refund-store';

/** Stands where a refund of the shop has the fingerprint of its request: nothing that a shop sends has this one. */
const NOT_REQUESTED = 'made at Stripe';

/** Whether a refund at Stripe is booked, whoever made it. */
export async function isRefundKnown(transaction: Transaction, stripeRefundId: string): Promise<boolean> {
  const part = await transaction
    .selectFrom('refund_parts')
    .select('part')
    .where('stripe_refund_id', '=', stripeRefundId)
    .executeTakeFirst();
  return part !== undefined;
}

/** The charge that a refund made at Stripe is of, and what its money is for; null where nobody can say. */
export interface RefundedCharge {
  readonly authorizationId: string;
  readonly breakdown: Breakdown | null;
}

/** The authorization of a charge; undefined when it is none of the order's. */
export async function findChargeOfRefund(
  { transaction, orderId }: OrderChange,
  { chargeId }: RefundReading,
): Promise<string | undefined> {
  const authorization = await transaction
    .selectFrom('authorizations')
    .select('authorization_id')
    .where('order_id', '=', orderId)
    .where('charge_id', '=', chargeId)
    .executeTakeFirst();
  return authorization?.authorization_id;
}

/** Writes down a refund that was made at Stripe and not by us, under Stripe's id, before what became of it. */
export async function insertExternalRefund(
  { transaction, orderId, at }: OrderChange,
  { stripeRefundId, amount }: RefundReading,
  { authorizationId, breakdown }: RefundedCharge,
): Promise<RefundPartRow> {
  const times = { created_at: at, updated_at: at };
  await transaction
    .insertInto('refunds')
    .values({
      order_id: orderId,
      refund_id: stripeRefundId,
      content_hash: NOT_REQUESTED,
      acceptance_id: stripeRefundId,
      status: 'requested',
      shipment_id: null,
      amount,
      reason: NOT_REQUESTED,
      request_id: null,
      settled_at: null,
      ...times,
    })
    .execute();
  await transaction
    .insertInto('refund_parts')
    .values({
      order_id: orderId,
      refund_id: stripeRefundId,
      part: 1,
      generation: 1,
      authorization_id: authorizationId,
      state: 'requested',
      amount,
      extra: false,
      ...splitColumns(breakdown),
      idempotency_key: null,
      key_first_used_at: null,
      ...times,
    })
    .execute();
  const { parts } = await getRefund(transaction, orderId, stripeRefundId);
  const [part] = parts;
  if (part === undefined) throw new Error(`Bug! Refund ${stripeRefundId} was written without its part`);
  return part;
}
