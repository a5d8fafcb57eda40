import { sumOf } from '../../domain/money/money';
import { RESERVING_STATES } from '../../domain/refunds/refund';
import type { RefundableShipment, RefundableCharge, RefundableState } from '../../domain/refunds/refund-plan';
import type { UnitSpan } from '../../domain/orders/shipment-price';
import type { Transaction } from '../database/database';
import { readAllocation, spanOf } from '../orders/allocation-store';

/** What is recorded about an order, as far as a refund depends on it. Read under the order's lock, so that it holds. */
export async function readRefundable(transaction: Transaction, orderId: string): Promise<RefundableState> {
  const { currency } = await transaction
    .selectFrom('orders')
    .select('currency')
    .where('order_id', '=', orderId)
    .executeTakeFirstOrThrow();
  const captures = await transaction
    .selectFrom('captures')
    .innerJoin('authorizations', 'authorizations.authorization_id', 'captures.authorization_id')
    .innerJoin('shipments', 'shipments.capture_id', 'captures.capture_id')
    .select(['shipments.shipment_id', 'captures.authorization_id', 'shipments.amount'])
    .where('captures.order_id', '=', orderId)
    .where('captures.state', 'in', ['captured', 'settled'])
    .orderBy('authorizations.generation')
    .orderBy('received_before')
    .orderBy('captured_at')
    .execute();
  const reserved = await readReserved(transaction, orderId);
  const spans = await readShipmentSpans(transaction, orderId);
  return {
    currency,
    allocation: await readAllocation(transaction, orderId),
    shipments: captures.map((capture): RefundableShipment => ({
      shipmentId: capture.shipment_id,
      authorizationId: capture.authorization_id,
      amount: capture.amount,
      spans: spans.filter(({ shipmentId }) => shipmentId === capture.shipment_id).map(({ span }) => span),
      extraRefunded: reserved.some(({ extra, shipment_id }) => extra && shipment_id === capture.shipment_id),
    })),
    charges: [...new Set(captures.map(({ authorization_id }) => authorization_id))].map(
      (authorizationId): RefundableCharge => {
        const sum = (rows: readonly { readonly authorization_id: string; readonly amount: number }[]): number =>
          sumOf(rows, ({ authorization_id: id, amount }) => (id === authorizationId ? amount : 0));
        return { authorizationId, captured: sum(captures), refunded: sum(reserved) };
      },
    ),
    refundedUnits: await readRefundedUnits(transaction, orderId),
  };
}

interface ReservedPart {
  readonly authorization_id: string;
  readonly amount: number;
  readonly extra: boolean;
  readonly shipment_id: string | null;
}

async function readReserved(transaction: Transaction, orderId: string): Promise<ReservedPart[]> {
  return transaction
    .selectFrom('refund_parts')
    .innerJoin('refunds', (join) =>
      join
        .onRef('refunds.order_id', '=', 'refund_parts.order_id')
        .onRef('refunds.refund_id', '=', 'refund_parts.refund_id'),
    )
    .select(['authorization_id', 'refund_parts.amount', 'extra', 'shipment_id'])
    .where('refund_parts.order_id', '=', orderId)
    .where('state', 'in', RESERVING_STATES)
    .execute();
}

async function readRefundedUnits(transaction: Transaction, orderId: string): Promise<UnitSpan[]> {
  const rows = await transaction
    .selectFrom('refund_units')
    .innerJoin('refund_parts', (join) =>
      join
        .onRef('refund_parts.order_id', '=', 'refund_units.order_id')
        .onRef('refund_parts.refund_id', '=', 'refund_units.refund_id')
        .onRef('refund_parts.part', '=', 'refund_units.part'),
    )
    .select(['line_id', 'from_unit', 'units'])
    .where('refund_units.order_id', '=', orderId)
    .where('state', 'in', RESERVING_STATES)
    .execute();
  return rows.map(spanOf);
}

async function readShipmentSpans(
  transaction: Transaction,
  orderId: string,
): Promise<{ shipmentId: string; span: UnitSpan }[]> {
  const rows = await transaction.selectFrom('shipment_lines').selectAll().where('order_id', '=', orderId).execute();
  return rows.map((row) => ({ shipmentId: row.shipment_id, span: spanOf(row) }));
}
