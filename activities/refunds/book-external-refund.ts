import type { RefundReading } from '../../libs/domain/provider/refund-gateway';
import { splitOfCharge } from '../../libs/domain/refunds/refund-breakdown';
import { openAttention } from '../../libs/postgres/orders/attention-store';
import { readRefundable } from '../../libs/postgres/refunds/refundable-store';
import {
  findChargeOfRefund,
  insertExternalRefund,
  isRefundKnown,
} from '../../libs/postgres/refunds/external-refund-store';
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
  const authorizationId = await findChargeOfRefund(asStripe, reading);
  if (authorizationId === undefined) return 'unknown_charge';
  const before = await readRefundable(change.transaction, change.orderId);
  const breakdown = splitOfCharge(before, authorizationId, reading.amount);
  const row = await insertExternalRefund(asStripe, reading, { authorizationId, breakdown });
  await recordReading({ change: asStripe, row, currency, readAfterSeconds }, reading);
  const charge = before.charges.find((each) => each.authorizationId === authorizationId);
  const takes = reading.status === 'failed' ? 0 : reading.amount;
  // It moved, so it is booked; but there is no capture recorded that it could have come from.
  if (charge === undefined || charge.refunded + takes > charge.captured) {
    const message = `refund ${reading.stripeRefundId}, made at ${change.provider.name}, is more than what was captured and not yet refunded`;
    await openAttention(asStripe, 'amount_mismatch', message);
  }
  return 'booked';
}
