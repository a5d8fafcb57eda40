import { Inject, Injectable } from '@nestjs/common';
import type { EventType } from '../../../../libs/domain/feed/event-types';
import type { EventRecord } from '../../../../libs/postgres/feed/event-reader';
import type { OrderReader } from '../../../../libs/postgres/reading/order-reader';
import type { OrderRecord } from '../../../../libs/postgres/records/order-record';
import { disputeView } from '../disputes/dispute-view';
import { OrderView } from '../orders/order-view';
import { refundView } from '../refunds/refund-view';
import { shipmentView } from '../shipments/shipment-view';
import { timelineEntryView } from '../timeline/timeline-entry-view';
import { ORDER_READER } from '../tokens';
import { eventIdOf } from './event-id';
import type { ShopEvent } from './event.schema';

/** What all events say. */
type Told = Pick<ShopEvent, 'id' | 'timestamp' | 'orderId' | 'changed'>;

/** Shows events of the feed as the API's Event, with what they are about as it is now. */
@Injectable()
export class EventView {
  constructor(
    @Inject(ORDER_READER) private readonly orders: OrderReader,
    private readonly orderView: OrderView,
  ) {}

  /** In the same order. */
  async of(records: readonly EventRecord[]): Promise<ShopEvent[]> {
    const found = await this.orders.findOrders([...new Set(records.map(({ orderId }) => orderId))]);
    const orders = new Map(found.map((order) => [order.orderId, order]));
    const events: ShopEvent[] = [];
    // One after the other: a page of refunds must not take every connection to the database.
    for (const record of records) events.push(await this.event(record, orders.get(record.orderId)));
    return events;
  }

  private async event(record: EventRecord, order: OrderRecord | undefined): Promise<ShopEvent> {
    const { type, orderId, position } = record;
    if (order === undefined) throw missing(record, `order ${orderId}`);
    const told = { ...toldOf(record), data: { order: this.orderView.withoutSecrets(order) } };
    switch (type) {
      case 'order.authorized':
      case 'order.action_required':
      case 'order.payment_failed':
      case 'order.completed':
      case 'order.canceled':
      case 'hold.expiring':
      case 'hold.renewed':
      case 'hold.released':
      case 'hold.lost':
        return { ...told, type };
      case 'shipment.covered':
      case 'shipment.captured':
      case 'shipment.settled':
      case 'shipment.failed':
      case 'shipment.canceled': {
        const shipment = order.shipments.find(({ shipmentId }) => shipmentId === record.shipmentId);
        if (shipment === undefined) throw missing(record, 'its shipment');
        return { ...told, type, data: { ...told.data, shipment: shipmentView(shipment) } };
      }
      case 'refund.succeeded':
      case 'refund.failed': {
        const refund = await this.orders.findRefund(orderId, record.refundId ?? '');
        if (refund === undefined) throw missing(record, 'its refund');
        return { ...told, type, data: { ...told.data, refund: refundView(refund) } };
      }
      case 'dispute.opened':
      case 'dispute.closed': {
        const disputes = await this.orders.listDisputes(orderId);
        const dispute = disputes.find(({ disputeId }) => disputeId === record.disputeId);
        if (dispute === undefined) throw missing(record, 'its dispute');
        return { ...told, type, data: { ...told.data, dispute: disputeView(dispute) } };
      }
      case 'attention.opened':
      case 'attention.closed': {
        const { attention } = record;
        if (attention === null) throw missing(record, `its attention (${position.toString()})`);
        return { ...told, type, data: { ...told.data, attention: { ...attention } } };
      }
    }
  }
}

function toldOf({ position, at, orderId, status, entry }: EventRecord): Told {
  return {
    id: eventIdOf(position),
    timestamp: at,
    orderId,
    changed: { status: status && { ...status }, entry: entry && timelineEntryView(entry) },
  };
}

/** Nothing that an event is about is ever deleted. */
function missing({ type, position }: { readonly type: EventType; readonly position: number }, what: string): Error {
  return new Error(`Bug! ${type} ${eventIdOf(position)} is not shown: ${what} is not there`);
}
