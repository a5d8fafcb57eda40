import { sql, type RawBuilder, type Selectable, type SelectQueryBuilder } from 'kysely';
import { jsonArrayFrom } from 'kysely/helpers/postgres';
import { creditsTogether } from '../../domain/refunds/returned-credits';
import { selectReversals, type ReversalRow } from '../connect/reversal-store';
import type { Database } from '../database/database';
import type { RefundRecord } from '../records/order-record';
import type { RefundUnitsTable } from '../records/refund-schema';
import type { Schema } from '../records/schema';
import { selectRefundParts, selectRefunds, type RefundPartRow, type RefundRow } from '../refunds/refund-store';

/** A refund as it lies in the tables. */
export interface RefundRows extends RefundRow {
  readonly units: readonly Pick<Selectable<RefundUnitsTable>, 'line_id' | 'units'>[];
  readonly parts: readonly RefundPartRow[];
  readonly reversals: readonly ReversalRow[];
  readonly reopened: boolean;
}

/** A refund as it is recorded, with its parts and its units, in one statement; undefined when it is not. */
export async function findRefundRecord(
  database: Database,
  orderId: string,
  refundId: string,
): Promise<RefundRecord | undefined> {
  const refund = await selectRefundRows(database)
    .where('refunds.order_id', '=', orderId)
    .where('refund_id', '=', refundId)
    .executeTakeFirst();
  return refund === undefined ? undefined : assembleRefund(refund);
}

/** Every refund of an order as `findRefundRecord`, oldest first, in one statement. */
export async function listRefundRecords(database: Database, orderId: string): Promise<RefundRecord[]> {
  const refunds = await selectRefundRows(database)
    .where('refunds.order_id', '=', orderId)
    .orderBy('refunds.created_at')
    .orderBy('refund_id')
    .execute();
  return refunds.map(assembleRefund);
}

/** Refunds, each with all of its rows. */
export function selectRefundRows(database: Database): SelectQueryBuilder<Schema, 'refunds' | 'orders', RefundRows> {
  const order = sql.ref<string>('refunds.order_id');
  const own = sql.ref<string>('refunds.refund_id');
  return selectRefunds(database).select([
    jsonArrayFrom(selectUnits(database, order, own)).as('units'),
    jsonArrayFrom(selectRefundParts(database, order, own)).as('parts'),
    jsonArrayFrom(selectReversals(database, order, own)).as('reversals'),
    hasReopened(order, own).as('reopened'),
  ]);
}

/** Whether the units of the refund that is selected around it are open again. */
function hasReopened(orderId: RawBuilder<string>, refundId: RawBuilder<string>): RawBuilder<boolean> {
  return sql<boolean>`exists (
    select from line_changes where line_changes.order_id = ${orderId} and change_id = 'refund/' || ${refundId}
  )`;
}

/** Of the refund that is selected around it, in the order of the order's lines. */
function selectUnits(database: Database, orderId: RawBuilder<string>, refundId: RawBuilder<string>) {
  return database
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
    .orderBy('order_lines.position');
}

/** The refund out of its rows. */
export function assembleRefund(refund: RefundRows): RefundRecord {
  return {
    orderId: refund.order_id,
    refundId: refund.refund_id,
    contentHash: refund.content_hash,
    acceptanceId: refund.acceptance_id,
    status: refund.status,
    amount: refund.amount,
    currency: refund.currency,
    credits: creditsTogether(refund.parts),
    reason: refund.reason,
    shipmentId: refund.shipment_id,
    lines: linesOf(refund.units),
    reopened: refund.reopened,
    parts: refund.parts.map(partOf),
    reversals: refund.reversals.map(reversalOf),
    createdAt: refund.created_at,
    settledAt: refund.settled_at,
  };
}

function linesOf(units: RefundRows['units']): RefundRecord['lines'] {
  const lineIds = [...new Set(units.map(({ line_id }) => line_id))];
  return lineIds.map((lineId) => ({
    lineId,
    quantity: units.filter(({ line_id }) => line_id === lineId).reduce((sum, run) => sum + run.units, 0),
  }));
}

function partOf(row: RefundPartRow): RefundRecord['parts'][number] {
  return {
    state: row.state,
    amount: row.amount,
    shipping: row.shipping,
    paymentIntentId: row.payment_intent_id,
    chargeId: row.charge_id,
    stripeRefundId: row.stripe_refund_id,
    errorCode: row.error_code,
  };
}

function reversalOf(row: ReversalRow): RefundRecord['reversals'][number] {
  return {
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
  };
}
