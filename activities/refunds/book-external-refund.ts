import type { RefundReading } from '../../libs/domain/provider/refund-gateway';
import { openAttention } from '../../libs/postgres/orders/attention-store';
import { readRefundable } from '../../libs/postgres/refunds/refundable-store';
import { insertExternalRefund, isRefundKnown } from '../../libs/postgres/refunds/external-refund-store';
import { recordReading, type PartChange } from './record-refund';

/**
 * Books a refund that somebody made in Stripe's own pages or with another program: under Stripe's id, by amount, with
 * Stripe as the actor. From then on its money is not there to be refunded again, and its end is followed like any
 * other's.
 * @returns `unknown_charge` when the refund is of no charge of the order, `known` when it is booked already
 */
export async function bookExternalRefund(
  { change, currency, readAfterSeconds }: Omit<PartChange, 'row'>,
  reading: RefundReading,
): Promise<'booked' | 'known' | 'unknown_charge'> {
  const origin = { ...change.origin, actor: change.provider.provider, requestId: null };
  const asStripe = { ...change, origin };
  if (await isRefundKnown(change.transaction, reading.stripeRefundId)) return 'known';
  const row = await insertExternalRefund(asStripe, reading);
  if (row === undefined) return 'unknown_charge';
  await recordReading({ change: asStripe, row, currency, readAfterSeconds }, reading);
  const { charges } = await readRefundable(change.transaction, change.orderId);
  const charge = charges.find(({ authorizationId }) => authorizationId === row.authorization_id);
  // It moved, so it is booked; but there is no capture recorded that it could have come from.
  if (charge === undefined || charge.refunded > charge.captured) {
    const message = `refund ${reading.stripeRefundId}, made at ${change.provider.name}, is more than what was captured and not yet refunded`;
    await openAttention(asStripe, 'amount_mismatch', message);
  }
  return 'booked';
}
