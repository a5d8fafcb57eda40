import type { AliasedRawBuilder, ExpressionBuilder } from 'kysely';
import { jsonArrayFrom } from 'kysely/helpers/postgres';
import { compiledOnce, type Given } from '../database/compiled-once';
import type { Database } from '../database/database';
import type { ShipmentRecord } from '../records/order-record';
import type { Schema } from '../records/schema';
import { assembleShipment, type ShipmentRows } from './order-assembly';

type OfShipment = ExpressionBuilder<Schema, 'shipments'>;

type Within = { [Name in keyof ShipmentRows]: AliasedRawBuilder<ShipmentRows[Name], Name> }[keyof ShipmentRows];

/** What is selected beside the columns of a shipment, so that one statement reads it with all of its rows. */
export function rowsOfShipment(eb: OfShipment): Within[] {
  return [
    linesOfShipment(eb).as('shipmentLines'),
    jsonArrayFrom(
      eb.selectFrom('captures').selectAll('captures').whereRef('captures.capture_id', '=', 'shipments.capture_id'),
    ).as('captures'),
    jsonArrayFrom(
      eb
        .selectFrom('connect_shares')
        .selectAll('connect_shares')
        .whereRef('connect_shares.capture_id', '=', 'shipments.capture_id'),
    ).as('shares'),
    jsonArrayFrom(
      eb
        .selectFrom('authorizations')
        .selectAll('authorizations')
        .whereRef('authorizations.order_id', '=', 'shipments.order_id'),
    ).as('authorizations'),
  ];
}

function linesOfShipment(eb: OfShipment) {
  return jsonArrayFrom(
    eb
      .selectFrom('shipment_lines')
      .innerJoin('order_lines', (join) =>
        join
          .onRef('order_lines.order_id', '=', 'shipment_lines.order_id')
          .onRef('order_lines.line_id', '=', 'shipment_lines.line_id'),
      )
      .selectAll('shipment_lines')
      .whereRef('shipment_lines.order_id', '=', 'shipments.order_id')
      .whereRef('shipment_lines.shipment_id', '=', 'shipments.shipment_id')
      .orderBy('order_lines.position')
      .orderBy('from_unit'),
  );
}

const shipmentById = compiledOnce((database, given: Given<{ readonly orderId: string; readonly shipmentId: string }>) =>
  database
    .selectFrom('shipments')
    .selectAll()
    .select(rowsOfShipment)
    .where('order_id', '=', given('orderId'))
    .where('shipment_id', '=', given('shipmentId'))
    .compile(),
);

/** The shipment with the capture that takes it; undefined while there is none. */
export async function findShipmentRecord(
  database: Database,
  orderId: string,
  shipmentId: string,
): Promise<ShipmentRecord | undefined> {
  const { rows } = await shipmentById(database, { orderId, shipmentId });
  return rows[0] === undefined ? undefined : assembleShipment(rows[0], rows[0]);
}
