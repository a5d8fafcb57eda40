import type { Insertable } from 'kysely';
import type { PricedShipment } from '../../domain/payment/covered';
import type { ShippingAsAWhole } from '../../domain/payment/cover-steps';
import type { ShipmentCancellation } from '../../domain/orders/inputs';
import type { Transaction } from '../database/database';
import { fitting } from '../database/fitting-text';
import { spanOf } from '../orders/allocation-store';
import type { UnitSpan } from '../../domain/orders/shipment-price';
import type { OrderChange } from '../orders/order-change';
import type { ShipmentRecord } from '../records/order-record';
import type { ShipmentsTable } from '../records/shipment-schema';

/** What a shipment is when it is written: on its way to the provider, or left to the final capture of its hold. */
export type NewShipmentState =
  { readonly status: 'pending'; readonly final: boolean } | { readonly status: 'covered'; readonly final: false };

/**
 * Writes the shipment that a capture is for. One that was refused before is written over: it left nothing behind. May
 * be repeated.
 */
export async function saveShipment(
  change: OrderChange,
  priced: PricedShipment,
  state: NewShipmentState,
): Promise<void> {
  const { transaction, orderId, at } = change;
  const values = shipmentRow(priced, state, at);
  await transaction
    .insertInto('shipments')
    .values({ order_id: orderId, shipment_id: priced.shipment.shipmentId, created_at: at, ...values })
    .onConflict((conflict) =>
      conflict.columns(['order_id', 'shipment_id']).doUpdateSet(values).where('shipments.status', '=', 'refused'),
    )
    .execute();
  await saveLines(change, priced);
}

type ShipmentValues = Omit<Insertable<ShipmentsTable>, 'order_id' | 'shipment_id' | 'capture_id' | 'created_at'>;

/** What a shipment is written with, the first time and over one that was refused. */
export function shipmentRow(
  { shipment, part, price }: PricedShipment,
  { status, final }: NewShipmentState,
  at: string,
): ShipmentValues {
  const { goods, tax, discount, shipping, adjustment, credit = 0 } = price.breakdown;
  return {
    content_hash: shipment.contentHash,
    status,
    carrier: shipment.carrier,
    tracking_number: shipment.trackingNumber,
    amount: price.amount,
    goods,
    tax,
    discount,
    shipping,
    adjustment,
    credit,
    adjustment_reason: shipment.amountAdjustment?.reason ?? null,
    asked_amount: shipment.amount ?? null,
    part: part === undefined ? null : JSON.stringify(part),
    final,
    covered_at: status === 'covered' ? at : null,
    shipped_at: shipment.shippedAt ?? at,
    request_id: shipment.requestId,
    updated_at: at,
  };
}

async function saveLines({ transaction, orderId }: OrderChange, { shipment, spans }: PricedShipment): Promise<void> {
  const { shipmentId } = shipment;
  await transaction
    .deleteFrom('shipment_lines')
    .where('order_id', '=', orderId)
    .where('shipment_id', '=', shipmentId)
    .execute();
  // A part of one unit is no unit.
  if (spans.length === 0) return;
  await transaction
    .insertInto('shipment_lines')
    .values(
      spans.map(({ lineId, fromUnit, units }) => ({
        order_id: orderId,
        shipment_id: shipmentId,
        line_id: lineId,
        from_unit: fromUnit,
        units,
      })),
    )
    .execute();
}

/** What the shop last sent under the shipment's id, and the capture that was to take it. */
export async function findShipmentRow(
  transaction: Transaction,
  orderId: string,
  shipmentId: string,
): Promise<{ readonly content_hash: string; readonly capture_id: string | null } | undefined> {
  return transaction
    .selectFrom('shipments')
    .select(['content_hash', 'capture_id'])
    .where('order_id', '=', orderId)
    .where('shipment_id', '=', shipmentId)
    .executeTakeFirst();
}

/** Names the capture that takes these shipments: the latest asked for. May be repeated. */
export async function captureShipments(
  { transaction, orderId, at }: OrderChange,
  captureId: string,
  shipmentIds: readonly string[],
): Promise<void> {
  await transaction
    .updateTable('shipments')
    .set({ capture_id: captureId, updated_at: at })
    .where('order_id', '=', orderId)
    .where('shipment_id', 'in', shipmentIds)
    .execute();
}

/** Whether a shipment was covered, and did not leave after all. */
export async function isCanceledShipment({ transaction, orderId }: OrderChange, shipmentId: string): Promise<boolean> {
  const row = await transaction
    .selectFrom('shipments')
    .select('status')
    .where('order_id', '=', orderId)
    .where('shipment_id', '=', shipmentId)
    .executeTakeFirst();
  return row?.status === 'canceled';
}

/** The units that a shipment takes, or was to take. */
export async function spansOfShipment({ transaction, orderId }: OrderChange, shipmentId: string): Promise<UnitSpan[]> {
  const rows = await transaction
    .selectFrom('shipment_lines')
    .selectAll()
    .where('order_id', '=', orderId)
    .where('shipment_id', '=', shipmentId)
    .orderBy('line_id')
    .orderBy('from_unit')
    .execute();
  return rows.map(spanOf);
}

/**
 * Gives a covered shipment the shipping that is charged as a whole. Once: repeated, it would add the shipping twice.
 */
export async function addShipping(
  { transaction, orderId, at }: OrderChange,
  { shipmentId, amount, credit = 0 }: ShippingAsAWhole,
): Promise<void> {
  await transaction
    .updateTable('shipments')
    .set((eb) => ({
      amount: eb('amount', '+', amount),
      shipping: eb('shipping', '+', amount + credit),
      credit: eb('credit', '+', credit),
      updated_at: at,
    }))
    .where('order_id', '=', orderId)
    .where('shipment_id', '=', shipmentId)
    .where('status', '=', 'covered')
    .execute();
}

/** Repeated, it changes nothing. @param captureId says what became of it, and is never asked for */
export async function cancelCovered(
  { transaction, orderId, at }: OrderChange,
  shipmentId: string,
  captureId: string,
  { reason }: ShipmentCancellation,
): Promise<void> {
  await transaction
    .updateTable('shipments')
    .set({
      status: 'canceled',
      capture_id: captureId,
      covered_at: null,
      canceled_at: at,
      cancel_reason: fitting(reason, 2000),
      updated_at: at,
    })
    .where('order_id', '=', orderId)
    .where('shipment_id', '=', shipmentId)
    .where('status', '=', 'covered')
    .execute();
}

/** The shipments that a capture takes, in the order in which they were asked for. */
export async function shipmentIdsOf(transaction: Transaction, captureId: string): Promise<string[]> {
  const rows = await transaction
    .selectFrom('shipments')
    .select('shipment_id')
    .where('capture_id', '=', captureId)
    .orderBy('created_at')
    .orderBy('shipment_id')
    .execute();
  return rows.map(({ shipment_id }) => shipment_id);
}

/** The status of shipments follows the capture that takes them. May be repeated. */
export async function changeShipmentsOf(
  { transaction, at }: OrderChange,
  captureId: string,
  status: ShipmentRecord['status'],
): Promise<void> {
  await transaction
    .updateTable('shipments')
    .set({ status, updated_at: at })
    .where('capture_id', '=', captureId)
    .execute();
}
