import { Controller, HttpCode, Inject } from '@nestjs/common';
import type { Database } from '../../../../libs/postgres/database/database';
import { listDeliveries, redeliver } from '../../../../libs/postgres/feed/delivery-store';
import { JsonBody, PathPart, Route, UrlQuery } from '../openapi/route';
import { withOrderNumber } from '../orders/with-order-number';
import { Problem } from '../problems/problem';
import { DATABASE } from '../tokens';
import {
  deliveryPageSchema,
  deliveryQuerySchema,
  deliverySchema,
  deliveryView,
  redeliverySchema,
  type DeliveryBody,
  type DeliveryPage,
  type DeliveryQuery,
  type RedeliveryBody,
} from './delivery.schema';
import { eventIdOf, positionOf } from './event-id';
import { eventIdSchema } from './event.schema';

/** Shows which events went to which endpoint, and sends them again. */
@Controller()
export class EventDeliveriesController {
  constructor(@Inject(DATABASE) private readonly database: Database) {}

  @Route({
    method: 'get',
    path: '/v1/event-deliveries',
    tag: 'events',
    summary: 'List which events were sent to which endpoint, and its answers',
    answers: [{ status: 200, description: 'A page of deliveries', content: deliveryPageSchema }],
    problems: ['temporarily_unavailable'],
  })
  async listEventDeliveries(@UrlQuery(deliveryQuerySchema) query: DeliveryQuery): Promise<DeliveryPage> {
    const { endpoint = null, state = null, orderId = null, cursor, limit } = query;
    const [behindEvent = '', behindEndpoint = ''] = cursor?.split('~') ?? [];
    const behind = cursor === undefined ? null : { position: positionOf(behindEvent), endpoint: behindEndpoint };
    const found = await listDeliveries(this.database, { endpoint, state, orderId, behind, limit: limit + 1 });
    const page = found.slice(0, limit);
    const last = page.at(-1);
    return {
      deliveries: await withOrderNumber(this.database, page.map(deliveryView)),
      nextCursor: last === undefined || found.length <= limit ? null : `${eventIdOf(last.position)}~${last.endpoint}`,
    };
  }

  @Route({
    method: 'post',
    path: '/v1/events/:eventId/redeliver',
    tag: 'events',
    summary: 'Send an event to an endpoint again',
    description:
      'Also one that was accepted, or that has failed: it is sent as if it were new. Later events of the order that ' +
      'are not sent yet wait for it. May be repeated.',
    answers: [{ status: 200, description: 'The delivery, which is due now', content: deliverySchema }],
    problems: ['event_not_found', 'temporarily_unavailable'],
  })
  @HttpCode(200)
  async redeliverEvent(
    @PathPart('eventId', eventIdSchema) eventId: string,
    @JsonBody(redeliverySchema) { endpoint }: RedeliveryBody,
  ): Promise<DeliveryBody> {
    const delivery = await redeliver(
      this.database,
      { endpoint, position: positionOf(eventId) },
      new Date().toISOString(),
    );
    if (delivery !== undefined) return deliveryView(delivery);
    throw new Problem('event_not_found', `There is no delivery of ${eventId} to the endpoint ${endpoint}.`);
  }
}
