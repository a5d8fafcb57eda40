import { Inject, Injectable } from '@nestjs/common';
import type { Input } from '../../../../libs/domain/orders/inputs';
import type { Requester } from '../../../../libs/domain/orders/requester';
import type { LineQuantity } from '../../../../libs/domain/orders/shipment-price';
import type { OrderRecord } from '../../../../libs/postgres/records/order-record';
import type { OrderReader } from '../../../../libs/postgres/reading/order-reader';
import { cancellationCommandOf } from '../cancellations/cancel-order';
import { requireKnownLines } from '../orders/known-lines';
import { closedProblem } from '../orders/closed-order';
import { requireOrder } from '../orders/require-order';
import { OrderWorkflows } from '../order-workflows/order-workflows';
import { problemOf } from '../problems/refusal';
import { shipmentCommandOf } from '../shipments/capture-shipment';
import { ORDER_READER } from '../tokens';
import type { PreviewBody, PreviewedCommandBody } from './preview.schema';

/** Asks the order's workflow what it would decide about a command, and has it do nothing. */
@Injectable()
export class PreviewCommand {
  constructor(
    @Inject(ORDER_READER) private readonly orders: OrderReader,
    private readonly workflows: OrderWorkflows,
  ) {}

  async run(orderId: string, body: PreviewedCommandBody, requester: Requester, until: Date): Promise<PreviewBody> {
    const order = await requireOrder(this.orders, orderId);
    requireKnownLines({ standstill: null, lineIds: order.lines.map(({ lineId }) => lineId) }, orderId, linesOf(body));
    const preview = await this.workflows.preview(orderId, inputOf(body, requester), until);
    if (preview === 'closed') throw await closedProblem(order, this.workflows);
    switch (preview.kind) {
      case 'refused':
        throw problemOf(preview.refusal);
      case 'repeat':
        return { ...about(order), repeat: true, ...nothingOf(order) };
      case 'done':
        return { ...about(order), repeat: false, ...preview.effect };
    }
  }
}

function about({ orderId, currency }: OrderRecord): Pick<PreviewBody, 'orderId' | 'currency'> {
  return { orderId, currency };
}

function nothingOf({ amounts: { held } }: OrderRecord): Omit<PreviewBody, 'orderId' | 'currency' | 'repeat'> {
  return { asks: 'nothing', incremented: 0, captured: 0, covered: 0, released: 0, releasedLater: 0, held };
}

function linesOf({ shipment, cancellation }: PreviewedCommandBody): readonly LineQuantity[] {
  return shipment?.lines ?? cancellation?.lines ?? [];
}

function inputOf({ shipment, cancellation }: PreviewedCommandBody, requester: Requester): Input {
  if (shipment !== undefined) return { kind: 'capture_shipment', shipment: shipmentCommandOf(shipment, requester) };
  if (cancellation === undefined) throw new Error('Bug! A preview of nothing was let through');
  return { kind: 'cancel_lines', cancellation: cancellationCommandOf(cancellation, requester) };
}
