import type { ExpressionBuilder, Selectable } from 'kysely';
import { jsonArrayFrom } from 'kysely/helpers/postgres';
import type { AcceptedOrder } from '../../domain/orders/order';
import { acceptedOrderOf } from '../orders/accepted-order';
import type { AuthorizationRow } from '../holds/authorization-store';
import type { CaptureRow } from '../captures/capture-store';
import type { ConfirmationRow } from '../holds/confirmation-store';
import { compiledOnce, type Given } from '../database/compiled-once';
import type { Database } from '../database/database';
import type {
  CancellationLinesTable,
  CancellationsTable,
  LineChangesTable,
  OrdersTable,
} from '../records/order-schema';
import { acceptedLinesOfOrder, allocationOfOrder } from './accepted-rows';
import { attentionsOfOrder, authorizationsOfOrder, shipmentLinesOfOrder } from './order-rows';
import type { IncrementRow } from '../holds/increment-store';
import type { Schema } from '../records/schema';
import type { ShipmentLinesTable, ShipmentsTable } from '../records/shipment-schema';
import type { AttentionsTable } from '../records/timeline-schema';

/** Everything that one order's payment follows from, as it lies in the tables. */
export interface PaymentRows {
  readonly row: Selectable<OrdersTable>;
  readonly order: AcceptedOrder;
  /** Oldest generation first. */
  readonly authorizations: readonly AuthorizationRow[];
  /** Of all authorizations, in the order of their attempts. */
  readonly confirmations: readonly ConfirmationRow[];
  readonly raises: readonly IncrementRow[];
  /** In the order in which they were captured, covered or asked for. */
  readonly shipments: readonly Selectable<ShipmentsTable>[];
  /** In the order of the order's lines. */
  readonly shipmentLines: readonly Selectable<ShipmentLinesTable>[];
  /** Oldest first. */
  readonly captures: readonly CaptureRow[];
  /** Captures that Holdfast itself asked for and that were refused. */
  readonly refusedToHoldfast: ReadonlySet<string>;
  /** Those that are done in that order, then the others. */
  readonly cancellations: readonly Selectable<CancellationsTable>[];
  readonly lineChanges: readonly Selectable<LineChangesTable>[];
  readonly cancellationLines: readonly Selectable<CancellationLinesTable>[];
  /** Only those that are open. */
  readonly attentions: readonly Selectable<AttentionsTable>[];
}

/** Everything recorded about an order's payment, in one statement; undefined for an order that is not there. */
export async function loadPaymentRows(database: Database, orderId: string): Promise<PaymentRows | undefined> {
  const { rows } = await paymentById(database, { orderId });
  const [row] = rows;
  if (row === undefined) return undefined;
  const { lines, allocation, refused, ...all } = row;
  return {
    ...all,
    row,
    order: acceptedOrderOf(row, lines, allocation),
    refusedToHoldfast: new Set(refused.flatMap(({ capture_id: captureId }) => captureId ?? [])),
  };
}

type OfOrder = ExpressionBuilder<Schema, 'orders'>;

const paymentById = compiledOnce((database, given: Given<{ readonly orderId: string }>) =>
  database
    .selectFrom('orders')
    .selectAll()
    .select((eb) => [
      acceptedLinesOfOrder(eb).as('lines'),
      allocationOfOrder(eb).as('allocation'),
      authorizationsOfOrder(eb).as('authorizations'),
      confirmationsOfOrder(eb).as('confirmations'),
      incrementsOfOrder(eb).as('raises'),
      shipmentsAsTheyCame(eb).as('shipments'),
      shipmentLinesOfOrder(eb).as('shipmentLines'),
      capturesAsTheyCame(eb).as('captures'),
      refusedToHoldfast(eb).as('refused'),
      cancellationsAsTheyCame(eb).as('cancellations'),
      cancellationLinesInOrder(eb).as('cancellationLines'),
      lineChangesOfOrder(eb).as('lineChanges'),
      attentionsOfOrder(eb).as('attentions'),
    ])
    .where('order_id', '=', given('orderId'))
    .compile(),
);

function confirmationsOfOrder(eb: OfOrder) {
  const rows = eb
    .selectFrom('confirmations')
    .selectAll('confirmations')
    .whereRef('confirmations.order_id', '=', 'orders.order_id');
  return jsonArrayFrom(rows.orderBy('attempt'));
}

function incrementsOfOrder(eb: OfOrder) {
  const rows = eb.selectFrom('hold_increments').selectAll('hold_increments');
  return jsonArrayFrom(rows.whereRef('hold_increments.order_id', '=', 'orders.order_id').orderBy('attempt'));
}

function shipmentsAsTheyCame(eb: OfOrder) {
  return jsonArrayFrom(
    eb
      .selectFrom('shipments')
      .leftJoin('captures', 'captures.capture_id', 'shipments.capture_id')
      .selectAll('shipments')
      .whereRef('shipments.order_id', '=', 'orders.order_id')
      .orderBy('captures.captured_at', (order) => order.asc().nullsLast())
      .orderBy('captures.received_before')
      .orderBy('shipments.covered_at', (order) => order.asc().nullsLast())
      .orderBy('shipments.created_at')
      .orderBy('shipments.shipment_id'),
  );
}

function capturesAsTheyCame(eb: OfOrder) {
  const rows = eb.selectFrom('captures').selectAll('captures').whereRef('captures.order_id', '=', 'orders.order_id');
  return jsonArrayFrom(rows.orderBy('created_at').orderBy('generation'));
}

function refusedToHoldfast(eb: OfOrder) {
  return jsonArrayFrom(
    eb
      .selectFrom('timeline')
      .select('capture_id')
      .whereRef('timeline.order_id', '=', 'orders.order_id')
      .where('kind', '=', 'capture_refused')
      .where('actor', '=', 'holdfast')
      .where('capture_id', 'is not', null),
  );
}

function cancellationsAsTheyCame(eb: OfOrder) {
  return jsonArrayFrom(
    eb
      .selectFrom('cancellations')
      .selectAll('cancellations')
      .whereRef('cancellations.order_id', '=', 'orders.order_id')
      .orderBy('completed_at', (order) => order.asc().nullsLast())
      .orderBy('requested_at')
      .orderBy('cancellation_id'),
  );
}

function lineChangesOfOrder(eb: OfOrder) {
  const rows = eb.selectFrom('line_changes').selectAll('line_changes');
  return jsonArrayFrom(
    rows.whereRef('line_changes.order_id', '=', 'orders.order_id').orderBy('created_at').orderBy('change_id'),
  );
}

function cancellationLinesInOrder(eb: OfOrder) {
  return jsonArrayFrom(
    eb
      .selectFrom('cancellation_lines')
      .innerJoin('order_lines', (join) =>
        join
          .onRef('order_lines.order_id', '=', 'cancellation_lines.order_id')
          .onRef('order_lines.line_id', '=', 'cancellation_lines.line_id'),
      )
      .selectAll('cancellation_lines')
      .whereRef('cancellation_lines.order_id', '=', 'orders.order_id')
      .orderBy('order_lines.position'),
  );
}
