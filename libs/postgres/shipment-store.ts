import type { CaptureStep } from '../domain/steps';
import type { Transaction } from './database';
import type { OrderChange } from './order-change';
import type { ShipmentRecord } from './order-record';

/** What is written down of a parcel before or when it is paid. */
export interface ParcelToSave extends Pick<CaptureStep, 'shipment' | 'spans' | 'final'> {
  readonly price: Pick<CaptureStep['price'], 'amount' | 'breakdown'>;
}

/** Writes the shipment that a capture is for. One that was refused before is written over: it left nothing behind. */
export async function saveShipment(change: OrderChange, step: ParcelToSave): Promise<void> {
  const { transaction, orderId, at } = change;
  const { shipment, price, final } = step;
  const { goods, tax, discount, shipping, adjustment } = price.breakdown;
  const values = {
    content_hash: shipment.contentHash,
    status: 'pending',
    carrier: shipment.carrier,
    tracking_number: shipment.trackingNumber,
    amount: price.amount,
    goods,
    tax,
    discount,
    shipping,
    adjustment,
    final,
    request_id: shipment.requestId,
    updated_at: at,
  } as const;
  await transaction
    .insertInto('shipments')
    .values({ order_id: orderId, shipment_id: shipment.shipmentId, created_at: at, ...values })
    .onConflict((conflict) =>
      conflict.columns(['order_id', 'shipment_id']).doUpdateSet(values).where('shipments.status', '=', 'refused'),
    )
    .execute();
  await saveLines(change, step);
}

async function saveLines({ transaction, orderId }: OrderChange, { shipment, spans }: ParcelToSave): Promise<void> {
  const { shipmentId } = shipment;
  await transaction
    .deleteFrom('shipment_lines')
    .where('order_id', '=', orderId)
    .where('shipment_id', '=', shipmentId)
    .execute();
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

/** Fingerprint of what the shop last sent under the shipment's id. */
export async function findShipmentHash(
  transaction: Transaction,
  orderId: string,
  shipmentId: string,
): Promise<string | undefined> {
  const row = await transaction
    .selectFrom('shipments')
    .select('content_hash')
    .where('order_id', '=', orderId)
    .where('shipment_id', '=', shipmentId)
    .executeTakeFirst();
  return row?.content_hash;
}

/** Names the capture that takes these shipments: the latest asked for. */
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

/** Says whether anything of the order is open after the shipments of a capture. */
export async function endShipmentsOf(
  { transaction, at }: OrderChange,
  captureId: string,
  final: boolean,
): Promise<void> {
  await transaction
    .updateTable('shipments')
    .set({ final, updated_at: at })
    .where('capture_id', '=', captureId)
    .execute();
}

/** The status of shipments follows the capture that takes them. */
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
