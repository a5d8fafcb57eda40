import { refundStatus } from '../../../../libs/domain/refunds/refund';
import type { RefundRecord, ReversalRecord } from '../../../../libs/postgres/records/order-record';
import type { Refund } from './refund.schema';

/** Shows what is recorded of a refund as the API's Refund: all but what recognises a repeat, which is ours alone. */
export function refundView(record: RefundRecord): Refund {
  const { refundId, orderId, amount, currency, reason, shipmentId, createdAt, settledAt } = record;
  return {
    refundId,
    orderId,
    status: record.status,
    amount,
    currency,
    credits: record.credits.map((credit) => ({ ...credit })),
    reason,
    shipmentId,
    lines: record.lines.map((line) => ({ ...line })),
    reopened: record.reopened,
    shipping: record.parts.some(({ shipping }) => shipping),
    stripeRefundId: record.parts[0]?.stripeRefundId ?? null,
    parts: record.parts.map(({ state, amount: ofPart, paymentIntentId, chargeId, stripeRefundId, errorCode }) => ({
      status: refundStatus([state]),
      amount: ofPart,
      ...{ paymentIntentId, chargeId, stripeRefundId, errorCode },
    })),
    reversals: record.reversals.map(reversalView),
    createdAt,
    settledAt,
  };
}

function reversalView({ kind, state, amount, shareId, ...rest }: ReversalRecord): Refund['reversals'][number] {
  return { of: kind, status: state === 'unknown' ? 'requested' : state, ...amount, stripeId: shareId, ...rest };
}
