import type { AcceptedOrder } from '../../domain/orders/order';
import { findCancellation } from '../orders/cancellation-store';
import type { Database, Transaction } from '../database/database';
import { listDisputes } from '../disputes/dispute-reader';
import type { DisputeRecord } from '../records/dispute-record';
import { readLedger } from '../ledger/ledger-store';
import { assembleOrder, assembleShipment } from './order-assembly';
import { readCursor, writeCursor } from './order-cursor';
import type {
  CancellationRecord,
  LedgerRecord,
  OrderFilter,
  OrderRecordPage,
  OrderRecord,
  RefundRecord,
  ShipmentRecord,
  TimelineRecord,
} from '../records/order-record';
import { listRefundIds, loadRefund } from './refund-reader';
import { inSnapshot, loadOrderRows, loadShipmentRows } from './order-rows';
import { findAcceptedOrder } from './payment-rows';
import { readTimeline } from '../orders/timeline-store';

/** Reads what is recorded about orders. What it answers is consistent in itself: one snapshot each. */
export interface OrderReader {
  findOrder(orderId: string): Promise<OrderRecord | undefined>;
  /** Those that are there, in the order of the ids. */
  findOrders(orderIds: readonly string[]): Promise<OrderRecord[]>;
  /** The order as it was accepted, which never changes. */
  findAcceptedOrder(orderId: string): Promise<AcceptedOrder | undefined>;
  /** Ids of its lines, in their order; empty for an order that is not there. One statement. */
  listLineIds(orderId: string): Promise<string[]>;
  /** Newest first. @throws InvalidCursor */
  listOrders(filter: OrderFilter): Promise<OrderRecordPage>;
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
    findOrder: (orderId) =>
      inSnapshot(database, async (transaction) => (await loadOrders(transaction, [orderId])).at(0)),
    findOrders: (orderIds) => inSnapshot(database, (transaction) => loadOrders(transaction, orderIds)),
    findAcceptedOrder: (orderId) => inSnapshot(database, (transaction) => findAcceptedOrder(transaction, orderId)),
    listLineIds: (orderId) => listLineIds(database, orderId),
    listOrders: (filter) => inSnapshot(database, (transaction) => listOrders(transaction, filter)),
    findShipment: (orderId, shipmentId) =>
      inSnapshot(database, (transaction) => findShipment(transaction, orderId, shipmentId)),
    findCancellation: (orderId, cancellationId) => findCancellation(database, orderId, cancellationId),
    findRefund: (orderId, refundId) =>
      inSnapshot(database, (transaction) => loadRefund(transaction, orderId, refundId)),
    listRefunds: (orderId) => inSnapshot(database, (transaction) => listRefunds(transaction, orderId)),
    listDisputes: (orderId) => inSnapshot(database, (transaction) => listDisputes(transaction, orderId)),
    readTimeline: (orderId) => readTimeline(database, orderId),
    readLedger: (orderId) => readLedger(database, orderId),
  };
}

async function listRefunds(transaction: Transaction, orderId: string): Promise<RefundRecord[]> {
  const refunds: RefundRecord[] = [];
  for (const refundId of await listRefundIds(transaction, orderId)) {
    const refund = await loadRefund(transaction, orderId, refundId);
    if (refund !== undefined) refunds.push(refund);
  }
  return refunds;
}

async function listLineIds(database: Database, orderId: string): Promise<string[]> {
  const lines = await database
    .selectFrom('order_lines')
    .select('line_id')
    .where('order_id', '=', orderId)
    .orderBy('position')
    .execute();
  return lines.map(({ line_id: lineId }) => lineId);
}

/** In the order of the ids. */
async function loadOrders(transaction: Transaction, orderIds: readonly string[]): Promise<OrderRecord[]> {
  if (orderIds.length === 0) return [];
  const rows = await loadOrderRows(transaction, orderIds);
  return orderIds.flatMap((orderId) => {
    const order = rows.orders.find(({ order_id }) => order_id === orderId);
    return order === undefined ? [] : [assembleOrder(order, rows)];
  });
}

const PAGE_AT_MOST = 100;

async function listOrders(transaction: Transaction, filter: OrderFilter): Promise<OrderRecordPage> {
  const limit = Math.min(Math.max(1, filter.limit), PAGE_AT_MOST);
  const found = await orderIds(transaction, filter, limit + 1);
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return {
    orders: await loadOrders(
      transaction,
      page.map(({ order_id }) => order_id),
    ),
    nextCursor:
      last === undefined || found.length <= limit
        ? null
        : writeCursor({ createdAt: last.created_at, orderId: last.order_id }),
  };
}

async function orderIds(
  transaction: Transaction,
  { status, attention, releaseBefore, cursor }: OrderFilter,
  limit: number,
): Promise<{ order_id: string; created_at: string }[]> {
  let query = transaction.selectFrom('orders').select(['order_id', 'created_at']);
  if (status !== null) query = query.where('status', '=', status);
  if (releaseBefore !== null) query = query.where('release_at', '<', releaseBefore);
  if (attention !== null) {
    query = query.where((eb) => {
      const open = eb.exists(
        eb
          .selectFrom('attentions')
          .select('attentions.code')
          .whereRef('attentions.order_id', '=', 'orders.order_id')
          .where('closed_at', 'is', null),
      );
      return attention ? open : eb.not(open);
    });
  }
  if (cursor !== null) {
    const { createdAt, orderId } = readCursor(cursor);
    query = query.where((eb) => eb(eb.refTuple('created_at', 'order_id'), '<', eb.tuple(createdAt, orderId)));
  }
  return query.orderBy('created_at', 'desc').orderBy('order_id', 'desc').limit(limit).execute();
}

async function findShipment(
  transaction: Transaction,
  orderId: string,
  shipmentId: string,
): Promise<ShipmentRecord | undefined> {
  const rows = await loadShipmentRows(transaction, [orderId], shipmentId);
  const shipment = rows.shipments.at(0);
  if (shipment === undefined) return undefined;
  const authorizations = await transaction
    .selectFrom('authorizations')
    .selectAll()
    .where('order_id', '=', orderId)
    .execute();
  return assembleShipment(shipment, rows, authorizations);
}
