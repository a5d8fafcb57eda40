import type { RefundFact } from '../../libs/domain/refunds/refund';
import type { RefundReading } from '../../libs/domain/provider/refund-gateway';
import type { ReadRefundStep } from '../../libs/domain/refunds/refund-steps';
import { recordOutcome, type ChangeSource } from '../../libs/postgres/orders/order-change';
import { findRefund, getRefund } from '../../libs/postgres/refunds/refund-store';
import { currencyOfOrder } from '../../libs/postgres/orders/order-store';
import { inTransaction } from '../../libs/postgres/database/transaction';
import { bookExternalRefund } from './book-external-refund';
import { byEvent } from '../steps/change-source';
import type { StepContext } from '../steps/step-context';
import { recordReading } from './record-refund';
import { factOfRefund } from './refund-facts';
import { reverseShares } from '../connect/reverse-shares';

/**
 * Looks at what became of a refund that Stripe had made: a pending one ends, and one that succeeded may still fail.
 * Then tries what is still due of transfers and fees.
 */
export async function readRefund(context: StepContext, step: ReadRefundStep): Promise<RefundFact> {
  const { orderId, refundId } = step;
  const stored = await inTransaction(context.database, (transaction) => findRefund(transaction, orderId, refundId));
  if (stored === undefined) return bookExternal(context, step);
  const readings: RefundReading[] = [];
  for (const { state, stripe_refund_id: stripeRefundId } of stored.parts) {
    const mayChange = state === 'pending' || state === 'succeeded';
    if (mayChange && stripeRefundId !== null) readings.push(await context.gateway.readRefund(stripeRefundId));
  }
  await recordOutcome(context.database, sourceOf(context, step), async (change) => {
    const { transaction } = change;
    const { refund, parts } = await getRefund(transaction, orderId, refundId);
    for (const row of parts) {
      const reading = readings.find(({ stripeRefundId }) => stripeRefundId === row.stripe_refund_id);
      // Another worker may have seen the end meanwhile.
      if (reading === undefined || row.state === 'failed') continue;
      if (row.state === 'succeeded' && reading.status === 'pending') continue;
      await recordReading(
        { change, row, currency: refund.currency, readAfterSeconds: context.settlementReadAfterSeconds },
        reading,
      );
    }
  });
  const source = sourceOf(context, step);
  await reverseShares(context, source, refundId);
  const ended = await inTransaction(context.database, (transaction) => getRefund(transaction, orderId, refundId));
  return factOfRefund(ended, source.at, context.provider);
}

/** News of a refund that nobody asked us for: its id is Stripe's own. */
async function bookExternal(context: StepContext, step: ReadRefundStep): Promise<RefundFact> {
  const { orderId, refundId } = step;
  const reading = await context.gateway.readRefund(refundId);
  return recordOutcome(context.database, sourceOf(context, step), async (change): Promise<RefundFact> => {
    const { transaction, at } = change;
    const currency = await currencyOfOrder(transaction, orderId);
    const readAfterSeconds = context.settlementReadAfterSeconds;
    const booked = await bookExternalRefund({ change, currency, readAfterSeconds }, reading);
    if (booked === 'unknown_charge') {
      const message = `refund ${refundId} is of ${reading.chargeId ?? 'no charge'}, which is not order ${orderId}'s`;
      return { kind: 'step_failed', message };
    }
    return factOfRefund(await getRefund(transaction, orderId, refundId), at, context.provider);
  });
}

function sourceOf(context: StepContext, { orderId, event }: ReadRefundStep): ChangeSource {
  return byEvent(context, orderId, event);
}
