import type { Database } from '../database/database';
import { plannedForItsValues } from '../database/prepared-statements';
import type { ShipmentRecord } from '../records/order-record';
import { assembleShipment } from './order-assembly';
import { pageOf, readCursorWithin, rowsOfPage, type Page, type AskedPage } from './page-cursor';
import { rowsOfShipment } from './shipment-reader';

/** Which shipments are listed; absent: whichever. */
export interface ShipmentFilter extends AskedPage {
  readonly orderId?: string | undefined;
  readonly status?: ShipmentRecord['status'] | undefined;
  readonly trackingNumber?: string | undefined;
  readonly createdAfter?: string | undefined;
  readonly createdBefore?: string | undefined;
}

/** A page of the shipments of all orders, those told of last first. @throws InvalidCursor */
export async function listShipments(database: Database, filter: ShipmentFilter): Promise<Page<ShipmentRecord>> {
  const { orderId, status, trackingNumber, createdAfter, createdBefore, cursor } = filter;
  let query = database.selectFrom('shipments').modifyFront(plannedForItsValues).selectAll().select(rowsOfShipment);
  if (orderId !== undefined) query = query.where('order_id', '=', orderId);
  if (status !== undefined) query = query.where('status', '=', status);
  if (trackingNumber !== undefined) query = query.where('tracking_number', '=', trackingNumber);
  if (createdAfter !== undefined) query = query.where('created_at', '>=', createdAfter);
  if (createdBefore !== undefined) query = query.where('created_at', '<', createdBefore);
  if (cursor !== null) {
    const place = readCursorWithin(cursor);
    query = query.where((eb) => eb(eb.refTuple('created_at', 'order_id', 'shipment_id'), '<', eb.tuple(...place)));
  }
  const rows = await query
    // One without a capture is being written: nothing of it can be shown yet.
    .where('capture_id', 'is not', null)
    .orderBy('created_at', 'desc')
    .orderBy('order_id', 'desc')
    .orderBy('shipment_id', 'desc')
    .limit(rowsOfPage(filter))
    .execute();
  const page = pageOf(
    rows,
    filter,
    (row) => row,
    (row) => [row.created_at, row.order_id, row.shipment_id],
  );
  return { ...page, items: page.items.flatMap((row) => assembleShipment(row, row) ?? []) };
}
