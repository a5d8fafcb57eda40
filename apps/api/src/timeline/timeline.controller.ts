import { Controller, Inject } from '@nestjs/common';
import type { OrderReader } from '../../../../libs/postgres/reading/order-reader';
import { shopId } from '../input/fields';
import { PathPart, Route } from '../openapi/route';
import { requireLineIds } from '../orders/require-order';
import { ORDER_READER } from '../tokens';
import { timelineEntryView } from './timeline-entry-view';
import { timelineSchema, type Timeline } from './timeline.schema';

/** Shows what happened to an order. */
@Controller()
export class TimelineController {
  constructor(@Inject(ORDER_READER) private readonly orders: OrderReader) {}

  @Route({
    method: 'get',
    path: '/v1/orders/:orderId/timeline',
    tag: 'orders',
    summary: 'List what happened to an order',
    answers: [{ status: 200, description: 'Who did what, when, and for which amount', content: timelineSchema }],
    problems: ['order_not_found', 'temporarily_unavailable'],
  })
  async readTimeline(@PathPart('orderId', shopId) orderId: string): Promise<Timeline> {
    const entries = await this.orders.readTimeline(orderId);
    if (entries.length === 0) await requireLineIds(this.orders, orderId);
    return { orderId, entries: entries.map(timelineEntryView) };
  }
}
