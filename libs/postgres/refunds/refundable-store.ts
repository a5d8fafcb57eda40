import { sumOf } from '../../domain/money/money';
import { RESERVING_STATES, type ReturnedCredit } from '../../domain/refunds/refund';
import { leftOf } from '../../domain/refunds/refund-breakdown';
import { creditUses } from '../../domain/refunds/returned-credits';
import {
  shippingBesideUnits,
  type RefundableCharge,
  type RefundableShipment,
  type RefundableState,
} from '../../domain/refunds/refundable-state';
import type { UnitSpan } from '../../domain/orders/shipment-price';
import type { Transaction } from '../database/database';
import { splitOf, type SplitColumns } from './split-columns';
import { readAllocation, spanOf } from '../orders/allocation-store';

/** What is recorded about an order, as far as a refund depends on it. Read under the order's lock, so that it holds. */
export async function readRefundable(transaction: Transaction, orderId: string): Promise<RefundableState> {
  const { currency, credits } = await transaction
    .selectFrom('orders')
    .select(['currency', 'credits'])
    .where('order_id', '=', orderId)
    .executeTakeFirstOrThrow();
  const captures = await transaction
    .selectFrom('captures')
    .innerJoin('authorizations', 'authorizations.authorization_id', 'captures.authorization_id')
    .innerJoin('shipments', 'shipments.capture_id', 'captures.capture_id')
    .select(['shipments.shipment_id', 'captures.authorization_id', 'shipments.amount'])
    .select(['goods', 'tax', 'discount', 'shipping', 'adjustment', 'credit'])
    .where('captures.order_id', '=', orderId)
    .where('captures.state', 'in', ['captured', 'settled'])
    .orderBy('authorizations.generation')
    .orderBy('received_before')
    .orderBy('captured_at')
    .execute();
  const reserved = await readReserved(transaction, orderId);
  const allSpans = await readShipmentSpans(transaction, orderId);
  const allocation = await readAllocation(transaction, orderId);
  return {
    currency,
    allocation,
    shipments: captures.map(({ shipment_id, authorization_id, amount, ...breakdown }): RefundableShipment => {
      const spans = allSpans.filter(({ shipmentId }) => shipmentId === shipment_id).map(({ span }) => span);
      return {
        shipmentId: shipment_id,
        authorizationId: authorization_id,
        amount,
        breakdown,
        spans,
        extraRefunded: reserved.some((part) => part.extra && part.shipment_id === shipment_id),
        shippingBeside: shippingBesideUnits(breakdown, allocation, spans),
        shippingBesideRefunded: reserved.some((part) => part.shipping && part.authorization_id === authorization_id),
      };
    }),
    charges: [...new Set(captures.map(({ authorization_id }) => authorization_id))].map(
      (authorizationId): RefundableCharge => {
        const taken = captures.filter(({ authorization_id: id }) => id === authorizationId);
        const given = reserved.filter(({ authorization_id: id }) => id === authorizationId);
        return {
          authorizationId,
          captured: sumOf(taken, ({ amount }) => amount),
          refunded: sumOf(given, ({ amount }) => amount),
          left: leftOf(taken, given.map(splitOf)),
        };
      },
    ),
    refundedUnits: await readRefundedUnits(transaction, orderId, 'whole'),
    shippingRefunded: await readRefundedUnits(transaction, orderId, 'shipping'),
    ...(credits !== null && { credits: creditUses(credits, 0, reserved) }),
  };
}

interface ReservedPart extends SplitColumns {
  readonly authorization_id: string;
  readonly amount: number;
  readonly extra: boolean;
  readonly shipping: boolean;
  readonly shipment_id: string | null;
  readonly credits: readonly ReturnedCredit[] | null;
}

const SPLIT_COLUMNS = [
  'split_goods',
  'split_tax',
  'split_discount',
  'split_shipping',
  'split_adjustment',
  'split_credit',
] as const;

async function readReserved(transaction: Transaction, orderId: string): Promise<ReservedPart[]> {
  return transaction
    .selectFrom('refund_parts')
    .innerJoin('refunds', (join) =>
      join
        .onRef('refunds.order_id', '=', 'refund_parts.order_id')
        .onRef('refunds.refund_id', '=', 'refund_parts.refund_id'),
    )
    .select(['authorization_id', 'refund_parts.amount', 'extra', 'refund_parts.shipping', 'shipment_id', 'credits'])
    .select(SPLIT_COLUMNS)
    .where('refund_parts.order_id', '=', orderId)
    .where('state', 'in', RESERVING_STATES)
    .execute();
}

/** @param what of the units went back: all of them, or their share of the shipping alone */
async function readRefundedUnits(
  transaction: Transaction,
  orderId: string,
  what: 'whole' | 'shipping',
): Promise<UnitSpan[]> {
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
    .where('shipping', '=', what === 'shipping')
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
