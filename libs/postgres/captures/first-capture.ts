import { sql } from 'kysely';
import { captureKey } from '../../domain/provider/idempotency-key';
import { captureId } from '../../domain/provider/ids';
import type { PricedShipment } from '../../domain/payment/covered';
import { compiledOnce } from '../database/compiled-once';
import type { Database } from '../database/database';
import { storableJson } from '../database/storable-json';
import type { NewCapture } from './capture-store';
import { shipmentRow } from './shipment-store';

/** A capture that was never asked for, and the hold that it takes from. */
export interface FirstCapture extends Pick<NewCapture, 'generation' | 'receivedBefore' | 'final'> {
  readonly orderId: string;
  /** ISO 8601. */
  readonly at: string;
  readonly authorizationGeneration: number;
}

/**
 * Writes down a shipment and the capture that is asked for with it, under the order's lock and in one statement.
 * @returns the amount of the hold; undefined, with nothing written, when anything of it is there already, or the order
 *   or its hold is not: whoever asks finds out what
 */
export async function insertFirstCapture(
  database: Database,
  priced: PricedShipment,
  { orderId, at, authorizationGeneration, generation, receivedBefore, final }: FirstCapture,
): Promise<{ readonly amount: number } | undefined> {
  const { shipmentId } = priced.shipment;
  const id = captureId(orderId, shipmentId, generation);
  const shipment = {
    ...shipmentRow(priced, { status: 'pending', final }, at),
    part: priced.part ?? null,
    ...{ order_id: orderId, shipment_id: shipmentId, created_at: at, capture_id: id },
  };
  const { rows } = await firstCapture(database, {
    orderId,
    authorizationGeneration,
    shipment: storableJson(shipment),
    lines: storableJson(priced.spans.map(({ lineId, fromUnit, units }) => ({ lineId, fromUnit, units }))),
    captureId: id,
    shipmentId,
    generation,
    idempotencyKey: captureKey(orderId, shipmentId, generation),
    amount: priced.price.amount,
    receivedBefore,
    final,
    at,
  });
  return rows[0];
}

interface Values {
  readonly orderId: string;
  readonly authorizationGeneration: number;
  /** JSON of the row. */
  readonly shipment: string;
  readonly lines: string;
  readonly captureId: string;
  readonly shipmentId: string;
  readonly generation: number;
  readonly idempotencyKey: string;
  readonly amount: number;
  readonly receivedBefore: number;
  readonly final: boolean;
  readonly at: string;
}

/** Each part inserts only where the one before it did. */
const firstCapture = compiledOnce<Values, { amount: number }>((database, given) =>
  sql<{ amount: number }>`
    with locked as materialized (
      select from orders where order_id = ${given('orderId')} for no key update
    ), hold as (
      select authorization_id, amount from authorizations
      where order_id = ${given('orderId')} and generation = ${given('authorizationGeneration')}
    ), shipped as (
      insert into shipments (
        order_id, shipment_id, content_hash, status, carrier, tracking_number, amount, goods, tax, discount, shipping,
        adjustment, credit, adjustment_reason, asked_amount, part, final, capture_id, shipped_at, request_id, created_at,
        updated_at
      )
      select
        row.order_id, row.shipment_id, row.content_hash, row.status, row.carrier, row.tracking_number, row.amount,
        row.goods, row.tax, row.discount, row.shipping, row.adjustment, row.credit,
        row.adjustment_reason, row.asked_amount, row.part, row.final, row.capture_id, row.shipped_at, row.request_id,
        row.created_at, row.updated_at
      from locked, hold, jsonb_populate_record(null::shipments, ${given('shipment')}::jsonb) as row
      on conflict do nothing
      returning order_id, shipment_id
    ), units as (
      insert into shipment_lines (order_id, shipment_id, line_id, from_unit, units)
      select order_id, shipment_id, row ->> 'lineId', (row ->> 'fromUnit')::int, (row ->> 'units')::int
      from shipped, jsonb_array_elements(${given('lines')}::jsonb) as row
    ), asked as (
      insert into captures (
        capture_id, order_id, shipment_id, generation, authorization_id, state, idempotency_key, key_first_used_at,
        key_last_used_at, amount, received_before, final, created_at, updated_at
      )
      select
        ${given('captureId')}, order_id, shipment_id, ${given('generation')}, authorization_id, 'requested',
        ${given('idempotencyKey')}, ${given('at')}::timestamptz, ${given('at')}::timestamptz, ${given('amount')}::bigint,
        ${given('receivedBefore')}::bigint, ${given('final')}::boolean, ${given('at')}::timestamptz,
        ${given('at')}::timestamptz
      from shipped, hold
      returning capture_id
    )
    select hold.amount from hold, asked
  `.compile(database),
);
