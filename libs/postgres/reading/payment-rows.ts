import type { Selectable } from 'kysely';
import type { AcceptedOrder } from '../../domain/orders/order';
import { acceptedOrderOf } from '../orders/accepted-order';
import type { AuthorizationRow } from '../holds/authorization-store';
import type { CaptureRow } from '../captures/capture-store';
import type { ConfirmationRow } from '../holds/confirmation-store';
import type { Database, Transaction } from '../database/database';
import type { CancellationLinesTable, CancellationsTable, OrdersTable } from '../records/order-schema';
import { inSnapshot } from './order-rows';
import type { IncrementRow } from '../holds/increment-store';
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
  readonly cancellationLines: readonly Selectable<CancellationLinesTable>[];
  /** Only those that are open. */
  readonly attentions: readonly Selectable<AttentionsTable>[];
}

/** One snapshot of everything recorded about an order's payment; undefined for an order that is not there. */
export function loadPaymentRows(database: Database, orderId: string): Promise<PaymentRows | undefined> {
  return inSnapshot(database, async (transaction) => {
    const row = await transaction.selectFrom('orders').selectAll().where('order_id', '=', orderId).executeTakeFirst();
    if (row === undefined) return undefined;
    return {
      row,
      order: await loadAcceptedOrder(transaction, row),
      ...(await loadHolds(transaction, orderId)),
      ...(await loadShipments(transaction, orderId)),
      ...(await loadCancellations(transaction, orderId)),
      attentions: await transaction
        .selectFrom('attentions')
        .selectAll()
        .where('order_id', '=', orderId)
        .where('closed_at', 'is', null)
        .orderBy('attention_id')
        .execute(),
    };
  });
}

/** The order as it was accepted; undefined when it is not there. */
export async function findAcceptedOrder(transaction: Transaction, orderId: string): Promise<AcceptedOrder | undefined> {
  const row = await transaction.selectFrom('orders').selectAll().where('order_id', '=', orderId).executeTakeFirst();
  return row === undefined ? undefined : loadAcceptedOrder(transaction, row);
}

async function loadAcceptedOrder(transaction: Transaction, row: Selectable<OrdersTable>): Promise<AcceptedOrder> {
  const lines = await transaction
    .selectFrom('order_lines')
    .selectAll()
    .where('order_id', '=', row.order_id)
    .orderBy('position')
    .execute();
  const allocation = await transaction
    .selectFrom('unit_allocations')
    .innerJoin('order_lines', (join) =>
      join
        .onRef('order_lines.order_id', '=', 'unit_allocations.order_id')
        .onRef('order_lines.line_id', '=', 'unit_allocations.line_id'),
    )
    .selectAll('unit_allocations')
    .where('unit_allocations.order_id', '=', row.order_id)
    .orderBy('order_lines.position')
    .orderBy('from_unit')
    .execute();
  return acceptedOrderOf(row, lines, allocation);
}

async function loadHolds(
  transaction: Transaction,
  orderId: string,
): Promise<Pick<PaymentRows, 'authorizations' | 'confirmations' | 'raises'>> {
  const authorizations = await transaction
    .selectFrom('authorizations')
    .selectAll()
    .where('order_id', '=', orderId)
    .orderBy('generation')
    .execute();
  const confirmations = await transaction
    .selectFrom('confirmations')
    .selectAll()
    .where('order_id', '=', orderId)
    .orderBy('attempt')
    .execute();
  const raises = await transaction
    .selectFrom('hold_increments')
    .selectAll()
    .where('order_id', '=', orderId)
    .orderBy('attempt')
    .execute();
  return { authorizations, confirmations, raises };
}

async function loadShipments(
  transaction: Transaction,
  orderId: string,
): Promise<Pick<PaymentRows, 'shipments' | 'shipmentLines' | 'captures' | 'refusedToHoldfast'>> {
  const shipments = await transaction
    .selectFrom('shipments')
    .leftJoin('captures', 'captures.capture_id', 'shipments.capture_id')
    .selectAll('shipments')
    .where('shipments.order_id', '=', orderId)
    .orderBy('captures.captured_at', (order) => order.asc().nullsLast())
    .orderBy('captures.received_before')
    .orderBy('shipments.covered_at', (order) => order.asc().nullsLast())
    .orderBy('shipments.created_at')
    .orderBy('shipments.shipment_id')
    .execute();
  const shipmentLines = await transaction
    .selectFrom('shipment_lines')
    .innerJoin('order_lines', (join) =>
      join
        .onRef('order_lines.order_id', '=', 'shipment_lines.order_id')
        .onRef('order_lines.line_id', '=', 'shipment_lines.line_id'),
    )
    .selectAll('shipment_lines')
    .where('shipment_lines.order_id', '=', orderId)
    .orderBy('order_lines.position')
    .orderBy('from_unit')
    .execute();
  const captures = await transaction
    .selectFrom('captures')
    .selectAll()
    .where('order_id', '=', orderId)
    .orderBy('created_at')
    .orderBy('generation')
    .execute();
  const refused = await transaction
    .selectFrom('timeline')
    .select('capture_id')
    .where('order_id', '=', orderId)
    .where('kind', '=', 'capture_refused')
    .where('actor', '=', 'holdfast')
    .where('capture_id', 'is not', null)
    .execute();
  const refusedToHoldfast = new Set(refused.flatMap(({ capture_id: captureId }) => captureId ?? []));
  return { shipments, shipmentLines, captures, refusedToHoldfast };
}

async function loadCancellations(
  transaction: Transaction,
  orderId: string,
): Promise<Pick<PaymentRows, 'cancellations' | 'cancellationLines'>> {
  const cancellations = await transaction
    .selectFrom('cancellations')
    .selectAll()
    .where('order_id', '=', orderId)
    .orderBy('completed_at', (order) => order.asc().nullsLast())
    .orderBy('requested_at')
    .orderBy('cancellation_id')
    .execute();
  const cancellationLines = await transaction
    .selectFrom('cancellation_lines')
    .innerJoin('order_lines', (join) =>
      join
        .onRef('order_lines.order_id', '=', 'cancellation_lines.order_id')
        .onRef('order_lines.line_id', '=', 'cancellation_lines.line_id'),
    )
    .selectAll('cancellation_lines')
    .where('cancellation_lines.order_id', '=', orderId)
    .orderBy('order_lines.position')
    .execute();
  return { cancellations, cancellationLines };
}
