import type { Transaction } from '../database/database';
import type { RefundRecord } from '../records/order-record';
import { findRefundRow } from '../refunds/refund-store';
import { reversalsOfRefund } from '../connect/reversal-store';

/** A refund as it is recorded, with its parts and its units. */
export async function loadRefund(
  transaction: Transaction,
  orderId: string,
  refundId: string,
): Promise<RefundRecord | undefined> {
  const refund = await findRefundRow(transaction, orderId, refundId);
  if (refund === undefined) return undefined;
  return {
    orderId,
    refundId,
    contentHash: refund.content_hash,
    acceptanceId: refund.acceptance_id,
    status: refund.status,
    amount: refund.amount,
    currency: refund.currency,
    reason: refund.reason,
    shipmentId: refund.shipment_id,
    lines: await readLines(transaction, orderId, refundId),
    parts: await readParts(transaction, orderId, refundId),
    reversals: await readReversals(transaction, orderId, refundId),
    createdAt: refund.created_at,
    settledAt: refund.settled_at,
  };
}

/** Ids of the order's refunds, oldest first. */
export async function listRefundIds(transaction: Transaction, orderId: string): Promise<string[]> {
  const rows = await transaction
    .selectFrom('refunds')
    .select('refund_id')
    .where('order_id', '=', orderId)
    .orderBy('created_at')
    .orderBy('refund_id')
    .execute();
  return rows.map(({ refund_id }) => refund_id);
}

/** In the order of the order's lines. */
async function readLines(transaction: Transaction, orderId: string, refundId: string): Promise<RefundRecord['lines']> {
  const rows = await transaction
    .selectFrom('refund_units')
    .innerJoin('order_lines', (join) =>
      join
        .onRef('order_lines.order_id', '=', 'refund_units.order_id')
        .onRef('order_lines.line_id', '=', 'refund_units.line_id'),
    )
    .innerJoin('refund_parts', (join) =>
      join
        .onRef('refund_parts.order_id', '=', 'refund_units.order_id')
        .onRef('refund_parts.refund_id', '=', 'refund_units.refund_id')
        .onRef('refund_parts.part', '=', 'refund_units.part'),
    )
    .select(['refund_units.line_id', 'units'])
    .where('refund_units.order_id', '=', orderId)
    .where('refund_units.refund_id', '=', refundId)
    .where('shipping', '=', false)
    .orderBy('order_lines.position')
    .execute();
  const lineIds = [...new Set(rows.map(({ line_id }) => line_id))];
  return lineIds.map((lineId) => ({
    lineId,
    quantity: rows.filter(({ line_id }) => line_id === lineId).reduce((sum, { units }) => sum + units, 0),
  }));
}

async function readParts(transaction: Transaction, orderId: string, refundId: string): Promise<RefundRecord['parts']> {
  const rows = await transaction
    .selectFrom('refund_parts')
    .innerJoin('authorizations', 'authorizations.authorization_id', 'refund_parts.authorization_id')
    .select(['refund_parts.state', 'refund_parts.amount', 'shipping', 'payment_intent_id', 'charge_id'])
    .select(['stripe_refund_id', 'error_code'])
    .where('refund_parts.order_id', '=', orderId)
    .where('refund_id', '=', refundId)
    .orderBy('part')
    .execute();
  return rows.map((row) => ({
    state: row.state,
    amount: row.amount,
    shipping: row.shipping,
    paymentIntentId: row.payment_intent_id,
    chargeId: row.charge_id,
    stripeRefundId: row.stripe_refund_id,
    errorCode: row.error_code,
  }));
}

async function readReversals(
  transaction: Transaction,
  orderId: string,
  refundId: string,
): Promise<RefundRecord['reversals']> {
  const rows = await reversalsOfRefund(transaction, orderId, refundId);
  return rows.map((row) => ({
    kind: row.kind,
    state: row.state,
    amount:
      row.returned === null
        ? { amount: row.amount, currency: row.order_currency }
        : { amount: row.returned, currency: row.share_currency ?? row.order_currency },
    shipmentId: row.shipment_id,
    shareId: row.share_id,
    stripeReversalId: row.stripe_id,
    errorCode: row.error_code,
  }));
}
