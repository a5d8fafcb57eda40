import { sql, type Selectable } from 'kysely';
import { loadReversals, loadShares, type ReversalOfOrderRow, type ShareOfOrderRow } from '../connect/connect-rows';
import { loadDisputeMovements, type DisputeMovementOfOrderRow } from '../disputes/dispute-movements';
import type { AuthorizationRow } from '../holds/authorization-store';
import type { CaptureRow } from '../captures/capture-store';
import type { Database, Transaction } from '../database/database';
import type { CancellationLinesTable, CancellationsTable, OrderLinesTable, OrdersTable } from '../records/order-schema';
import type { ShipmentLinesTable, ShipmentsTable } from '../records/shipment-schema';
import type { AttentionsTable } from '../records/timeline-schema';
import type { RefundPartsTable } from '../records/refund-schema';

/** Everything recorded about some orders, as it lies in the tables. */
export interface OrderRows {
  readonly orders: readonly Selectable<OrdersTable>[];
  /** Oldest generation first. */
  readonly authorizations: readonly AuthorizationRow[];
  readonly lines: readonly OrderLineRow[];
  /** Only those that are done. */
  readonly cancellations: readonly Pick<Selectable<CancellationsTable>, 'order_id' | 'cancellation_id'>[];
  /** Also of those that are not done yet. */
  readonly cancellationLines: readonly Selectable<CancellationLinesTable>[];
  readonly shipments: readonly Selectable<ShipmentsTable>[];
  readonly shipmentLines: readonly Selectable<ShipmentLinesTable>[];
  /** Oldest generation first. */
  readonly captures: readonly CaptureRow[];
  /** Of all captures. */
  readonly shares: readonly ShareOfOrderRow[];
  /** Only those that are done. */
  readonly reversals: readonly ReversalOfOrderRow[];
  readonly refundParts: readonly Pick<
    Selectable<RefundPartsTable>,
    'order_id' | 'amount' | 'state' | 'fee' | 'settlement_currency'
  >[];
  /** Money that disputes took or brought back, each with what the provider kept. */
  readonly disputeMovements: readonly DisputeMovementOfOrderRow[];
  /** Only those that are open. */
  readonly attentions: readonly Selectable<AttentionsTable>[];
}

/** A row of `order_lines`, with what its units are worth. */
export interface OrderLineRow extends Selectable<OrderLinesTable> {
  /** Sum of the line's allocation. */
  readonly allocated: number;
}

/** One snapshot for all of `read`: an outcome recorded meanwhile is seen as a whole or not at all. */
export async function inSnapshot<Result>(
  database: Database,
  read: (transaction: Transaction) => Promise<Result>,
): Promise<Result> {
  return database.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(read);
}

/** Loads the rows of the named orders, few queries for all of them together. */
export async function loadOrderRows(transaction: Transaction, orderIds: readonly string[]): Promise<OrderRows> {
  const orders = await transaction.selectFrom('orders').selectAll().where('order_id', 'in', orderIds).execute();
  const authorizations = await transaction
    .selectFrom('authorizations')
    .selectAll()
    .where('order_id', 'in', orderIds)
    .orderBy('generation')
    .execute();
  const lines = await loadLines(transaction, orderIds);
  const cancellations = await transaction
    .selectFrom('cancellations')
    .select(['order_id', 'cancellation_id'])
    .where('order_id', 'in', orderIds)
    .where('completed_at', 'is not', null)
    .execute();
  const cancellationLines = await transaction
    .selectFrom('cancellation_lines')
    .selectAll()
    .where('order_id', 'in', orderIds)
    .execute();
  const attentions = await transaction
    .selectFrom('attentions')
    .selectAll()
    .where('order_id', 'in', orderIds)
    .where('closed_at', 'is', null)
    .orderBy('attention_id')
    .execute();
  const refundParts = await transaction
    .selectFrom('refund_parts')
    .select(['order_id', 'amount', 'state', 'fee', 'settlement_currency'])
    .where('order_id', 'in', orderIds)
    .execute();
  return {
    orders,
    authorizations,
    lines,
    cancellations,
    cancellationLines,
    refundParts,
    attentions,
    disputeMovements: await loadDisputeMovements(transaction, orderIds),
    reversals: await loadReversals(transaction, orderIds),
    ...(await loadShipmentRows(transaction, orderIds)),
  };
}

/** The rows that shipments are put together from. */
export type ShipmentRows = Pick<OrderRows, 'shipments' | 'shipmentLines' | 'captures' | 'shares'>;

/** The shipments of the named orders, or the one with `shipmentId`, in the order in which they were first asked for. */
export async function loadShipmentRows(
  transaction: Transaction,
  orderIds: readonly string[],
  shipmentId?: string,
): Promise<ShipmentRows> {
  const shipments = await transaction
    .selectFrom('shipments')
    .selectAll()
    .where('order_id', 'in', orderIds)
    .$if(shipmentId !== undefined, (query) => query.where('shipment_id', '=', shipmentId ?? ''))
    .orderBy('created_at')
    .orderBy('shipment_id')
    .execute();
  const shipmentLines = await transaction
    .selectFrom('shipment_lines')
    .innerJoin('order_lines', (join) =>
      join
        .onRef('order_lines.order_id', '=', 'shipment_lines.order_id')
        .onRef('order_lines.line_id', '=', 'shipment_lines.line_id'),
    )
    .selectAll('shipment_lines')
    .where('shipment_lines.order_id', 'in', orderIds)
    .$if(shipmentId !== undefined, (query) => query.where('shipment_id', '=', shipmentId ?? ''))
    .orderBy('order_lines.position')
    .orderBy('from_unit')
    .execute();
  const captures = await transaction
    .selectFrom('captures')
    .selectAll()
    .where('order_id', 'in', orderIds)
    .orderBy('generation')
    .execute();
  return { shipments, shipmentLines, captures, shares: await loadShares(transaction, orderIds) };
}

async function loadLines(transaction: Transaction, orderIds: readonly string[]): Promise<OrderLineRow[]> {
  return transaction
    .selectFrom('order_lines')
    .selectAll()
    .select((eb) =>
      eb
        .selectFrom('unit_allocations as run')
        // sum(bigint) is numeric in PostgreSQL; the parts are bounded by the order's total.
        .select(
          sql<number>`coalesce(sum(run.units * (run.goods + run.tax - run.discount + run.shipping)), 0)::bigint`.as(
            'sum',
          ),
        )
        .whereRef('run.order_id', '=', 'order_lines.order_id')
        .whereRef('run.line_id', '=', 'order_lines.line_id')
        .$asScalar()
        .$notNull()
        .as('allocated'),
    )
    .where('order_id', 'in', orderIds)
    .orderBy('position')
    .execute();
}
