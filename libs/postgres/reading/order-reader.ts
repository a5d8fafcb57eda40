import type { AcceptedOrder } from '../../domain/orders/order';
import { acceptedOrderOf } from '../orders/accepted-order';
import { findCancellation } from '../orders/cancellation-store';
import { compiledOnce, type Given } from '../database/compiled-once';
import type { Database } from '../database/database';
import { listDisputes } from '../disputes/dispute-reader';
import type { DisputeRecord } from '../records/dispute-record';
import { readLedger } from '../ledger/ledger-reader';
import type { LedgerRecord } from '../records/ledger-record';
import { allocationOfOrder } from './accepted-rows';
import { assembleOrder } from './order-assembly';
import { listOrders } from './order-list';
import type {
  CancellationRecord,
  OrderFilter,
  OrderRecord,
  RefundRecord,
  ShipmentRecord,
  TimelineRecord,
} from '../records/order-record';
import { findRefundRecord, listRefundRecords } from './refund-reader';
import { rowsOfOrder } from './order-rows';
import type { Page } from './page-cursor';
import { readTimeline } from '../orders/timeline-store';
import { findShipmentRecord } from './shipment-reader';

/** An order, and as it was accepted. */
export interface OrderWithTerms {
  readonly order: OrderRecord;
  readonly accepted: AcceptedOrder;
}

/** Reads what is recorded about orders, each in one statement: what it answers is consistent in itself. */
export interface OrderReader {
  findOrder(orderId: string): Promise<OrderRecord | undefined>;
  /** Those that are there, in the order of the ids. */
  findOrders(orderIds: readonly string[]): Promise<OrderRecord[]>;
  /** The order, and as it was accepted, which never changes. */
  findOrderWithTerms(orderId: string): Promise<OrderWithTerms | undefined>;
  /** Ids of its lines, in their order; empty for an order that is not there. */
  listLineIds(orderId: string): Promise<string[]>;
  /** Newest first. @throws InvalidCursor */
  listOrders(filter: OrderFilter): Promise<Page<OrderRecord>>;
  /** Also one that is pending or was refused; its status says so. */
  findShipment(orderId: string, shipmentId: string): Promise<ShipmentRecord | undefined>;
  /** Only one that is done. */
  findCancellation(orderId: string, cancellationId: string): Promise<CancellationRecord | undefined>;
  /** Also one that is under way, failed or was refused; its status says so. */
  findRefund(orderId: string, refundId: string): Promise<RefundRecord | undefined>;
  /** Oldest first, whatever their status; empty for an order that is not there. */
  listRefunds(orderId: string): Promise<RefundRecord[]>;
  /** Oldest first; empty for an order that is not there. */
  listDisputes(orderId: string): Promise<DisputeRecord[]>;
  /** What happened, oldest first; empty for an order that is not there. */
  readTimeline(orderId: string): Promise<TimelineRecord[]>;
  /** Every movement of the order's money, oldest first; empty for an order that is not there. */
  readLedger(orderId: string): Promise<LedgerRecord>;
}

/** Reads from this database, which its owner closes. */
export function createOrderReader(database: Database): OrderReader {
  return {
    findOrder: (orderId) => findOrder(database, orderId),
    findOrders: (orderIds) => findOrders(database, orderIds),
    findOrderWithTerms: (orderId) => findOrderWithTerms(database, orderId),
    listLineIds: (orderId) => listLineIds(database, orderId),
    listOrders: (filter) => listOrders(database, filter),
    findShipment: (orderId, shipmentId) => findShipmentRecord(database, orderId, shipmentId),
    findCancellation: (orderId, cancellationId) => findCancellation(database, orderId, cancellationId),
    findRefund: (orderId, refundId) => findRefundRecord(database, orderId, refundId),
    listRefunds: (orderId) => listRefundRecords(database, orderId),
    listDisputes: (orderId) => listDisputes(database, orderId),
    readTimeline: (orderId) => readTimeline(database, orderId),
    readLedger: (orderId) => readLedger(database, orderId),
  };
}

interface ById {
  readonly orderId: string;
}

const orderById = compiledOnce((database, given: Given<ById>) =>
  database.selectFrom('orders').selectAll().select(rowsOfOrder).where('order_id', '=', given('orderId')).compile(),
);

async function findOrder(database: Database, orderId: string): Promise<OrderRecord | undefined> {
  const { rows } = await orderById(database, { orderId });
  return rows[0] === undefined ? undefined : assembleOrder(rows[0]);
}

const ordersById = compiledOnce((database, given: Given<{ readonly orderIds: string[] }>) =>
  database
    .selectFrom('orders')
    .selectAll()
    .select(rowsOfOrder)
    .where((eb) => eb('order_id', '=', eb.fn.any(given('orderIds'))))
    .compile(),
);

async function findOrders(database: Database, orderIds: readonly string[]): Promise<OrderRecord[]> {
  const { rows } = await ordersById(database, { orderIds: [...orderIds] });
  const found = new Map(rows.map((row) => [row.order_id, row]));
  return orderIds.flatMap((orderId) => {
    const row = found.get(orderId);
    return row === undefined ? [] : [assembleOrder(row)];
  });
}

const orderWithTermsById = compiledOnce((database, given: Given<ById>) =>
  database
    .selectFrom('orders')
    .selectAll()
    .select(rowsOfOrder)
    .select((eb) => allocationOfOrder(eb).as('allocation'))
    .where('order_id', '=', given('orderId'))
    .compile(),
);

async function findOrderWithTerms(database: Database, orderId: string): Promise<OrderWithTerms | undefined> {
  const [row] = (await orderWithTermsById(database, { orderId })).rows;
  if (row === undefined) return undefined;
  return { order: assembleOrder(row), accepted: acceptedOrderOf(row, row.lines, row.allocation) };
}

const linesById = compiledOnce((database, given: Given<ById>) =>
  database
    .selectFrom('order_lines')
    .select('line_id')
    .where('order_id', '=', given('orderId'))
    .orderBy('position')
    .compile(),
);

async function listLineIds(database: Database, orderId: string): Promise<string[]> {
  const { rows } = await linesById(database, { orderId });
  return rows.map(({ line_id: lineId }) => lineId);
}
