import { Inject, Injectable } from '@nestjs/common';
import type { Database } from '../../../../libs/postgres/database';
import type {
  CancellationRecord,
  LedgerRecord,
  OrderFilter,
  OrderPage,
  OrderRecord,
  ShipmentRecord,
  TimelineRecord,
} from '../../../../libs/postgres/order-record';
import { readLedger } from '../../../../libs/postgres/ledger-store';
import { readTimeline } from '../../../../libs/postgres/timeline-store';
import { findCancellation, findOrder, findShipment, listOrders } from '../../../../libs/postgres/order-reader';
import { Problem } from '../problems/problem';
import { DATABASE } from '../tokens';

/** What is recorded about orders. Written by the activities that learned it; here it is only read. */
@Injectable()
export class OrderRecords {
  constructor(@Inject(DATABASE) private readonly database: Database) {}

  find(orderId: string): Promise<OrderRecord | undefined> {
    return findOrder(this.database, orderId);
  }

  /** @throws Problem `order_not_found` */
  async get(orderId: string): Promise<OrderRecord> {
    const order = await this.find(orderId);
    if (order === undefined) throw new Problem('order_not_found', `There is no order ${orderId}.`);
    return order;
  }

  list(filter: OrderFilter): Promise<OrderPage> {
    return listOrders(this.database, filter);
  }

  findShipment(orderId: string, shipmentId: string): Promise<ShipmentRecord | undefined> {
    return findShipment(this.database, orderId, shipmentId);
  }

  findCancellation(orderId: string, cancellationId: string): Promise<CancellationRecord | undefined> {
    return findCancellation(this.database, orderId, cancellationId);
  }

  timeline(orderId: string): Promise<readonly TimelineRecord[]> {
    return readTimeline(this.database, orderId);
  }

  ledger(orderId: string): Promise<LedgerRecord> {
    return readLedger(this.database, orderId);
  }
}
