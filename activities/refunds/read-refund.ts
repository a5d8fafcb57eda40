import type { RefundFact } from '../../libs/domain/refunds/refund';
import type { RefundReading } from '../../libs/domain/provider/refund-gateway';
import type { ReadRefundStep } from '../../libs/domain/refunds/refund-steps';
import { recordOutcome, type Occasion } from '../../libs/postgres/orders/order-change';
import { findRefund, getRefund } from '../../libs/postgres/refunds/refund-store';
import { currencyOfOrder } from '../../libs/postgres/refunds/strange-refund-store';
import { inTransaction } from '../../libs/postgres/database/transaction';
import { bookStrangeRefund } from './book-strange-refund';
import { byEvent } from '../steps/occasion';
import type { PaymentNeeds } from '../steps/payment-needs';
import { recordReading } from './record-refund';
import { factOfRefund } from './refund-facts';
import { reverseShares } from '../connect/reverse-shares';

/**
 * Looks at what became of a refund that Stripe had made: a pending one ends, and one that succeeded may still fail.
 * Then tries what is still due of transfers and fees.
 */
export async function readRefund(needs: PaymentNeeds, step: ReadRefundStep): Promise<RefundFact> {
  const { orderId, refundId } = step;
  const stored = await inTransaction(needs.database, (transaction) => findRefund(transaction, orderId, refundId));
  if (stored === undefined) return bookStranger(needs, step);
  const readings: RefundReading[] = [];
  for (const { state, stripe_refund_id: stripeRefundId } of stored.parts) {
    const mayChange = state === 'pending' || state === 'succeeded';
    if (mayChange && stripeRefundId !== null) readings.push(await needs.gateway.readRefund(stripeRefundId));
  }
  await recordOutcome(needs.database, occasionOf(needs, step), async (change) => {
    const { transaction } = change;
    const { refund, parts } = await getRefund(transaction, orderId, refundId);
    for (const row of parts) {
      const reading = readings.find(({ stripeRefundId }) => stripeRefundId === row.stripe_refund_id);
      // Another worker may have seen the end meanwhile.
      if (reading === undefined || row.state === 'failed') continue;
      if (row.state === 'succeeded' && reading.status === 'pending') continue;
      await recordReading(
        { change, row, currency: refund.currency, readAfterSeconds: needs.settlementReadAfterSeconds },
        reading,
      );
    }
  });
  const occasion = occasionOf(needs, step);
  await reverseShares(needs, occasion, refundId);
  const ended = await inTransaction(needs.database, (transaction) => getRefund(transaction, orderId, refundId));
  return factOfRefund(ended, occasion.at);
}

/** News of a refund that nobody asked us for: its id is Stripe's own. */
async function bookStranger(needs: PaymentNeeds, step: ReadRefundStep): Promise<RefundFact> {
  const { orderId, refundId } = step;
  const reading = await needs.gateway.readRefund(refundId);
  return recordOutcome(needs.database, occasionOf(needs, step), async (change): Promise<RefundFact> => {
    const { transaction, at } = change;
    const currency = await currencyOfOrder(transaction, orderId);
    const readAfterSeconds = needs.settlementReadAfterSeconds;
    const booked = await bookStrangeRefund({ change, currency, readAfterSeconds }, reading);
    if (booked === 'unknown_charge') {
      const message = `refund ${refundId} is of ${reading.chargeId ?? 'no charge'}, which is not order ${orderId}'s`;
      return { kind: 'step_failed', message };
    }
    return factOfRefund(await getRefund(transaction, orderId, refundId), at);
  });
}

function occasionOf(needs: PaymentNeeds, { orderId, event }: ReadRefundStep): Occasion {
  return byEvent(needs, orderId, event);
}
