import { Controller, HttpCode, Inject } from '@nestjs/common';
import type { EventDelivery } from '../../../../activities/events/event-delivery';
import type { Requester } from '../../../../libs/domain/orders/requester';
import type { Database } from '../../../../libs/postgres/database/database';
import { decideDeadLetter } from '../../../../libs/postgres/events/dead-letter-store';
import { listDeadLetters } from '../../../../libs/postgres/reading/dead-letter-list';
import { RequestedBy } from '../http/requested-by';
import { readPage } from '../input/page';
import { JsonBody, PathPart, Route, UrlQuery } from '../openapi/route';
import { withOrderNumber } from '../orders/with-order-number';
import { Problem } from '../problems/problem';
import { DATABASE, EVENT_DELIVERY } from '../tokens';
import {
  deadLetterPageSchema,
  deadLetterQuerySchema,
  letterDecisionSchema,
  letterDropSchema,
  letterRedeliverySchema,
  providerEventIdSchema,
  type DeadLetterPage,
  type DeadLetterQuery,
  type LetterDecisionBody,
  type LetterDropBody,
  type LetterRedeliveryBody,
} from './dead-letter.schema';
import { EventDeliveries } from './event-deliveries';

/** Lists the events of Stripe's that could be handed to no order, and takes what people decide about them. */
@Controller()
export class DeadLettersController {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(EVENT_DELIVERY) private readonly delivery: EventDelivery,
    private readonly deliveries: EventDeliveries,
  ) {}

  @Route({
    method: 'get',
    path: '/v1/dead-letters',
    tag: 'webhooks',
    summary: 'List the webhooks that were abandoned, those received last first',
    answers: [{ status: 200, description: 'A page of dead letters', content: deadLetterPageSchema }],
    problems: ['temporarily_unavailable'],
  })
  async listDeadLetters(
    @UrlQuery(deadLetterQuerySchema) { cursor, limit, dropped = false }: DeadLetterQuery,
  ): Promise<DeadLetterPage> {
    const { items, nextCursor } = await readPage(
      listDeadLetters(this.database, { cursor: cursor ?? null, limit, dropped }),
    );
    const letters = items.map(({ decisions, ...letter }) => ({ ...letter, decisions: [...decisions] }));
    return { deadLetters: await withOrderNumber(this.database, letters), nextCursor };
  }

  @Route({
    method: 'post',
    path: '/v1/dead-letters/:eventId/redeliver',
    tag: 'webhooks',
    summary: 'Deliver an abandoned webhook once more',
    description:
      'At once, and by the sweep of the inbox if that fails: as an event that has just come. One that was received more ' +
      'than a day ago is abandoned again if this attempt fails.',
    answers: [{ status: 200, description: 'It is being delivered', content: letterDecisionSchema }],
    problems: ['dead_letter_not_found', 'temporarily_unavailable'],
  })
  @HttpCode(200)
  async redeliverDeadLetter(
    @PathPart('eventId', providerEventIdSchema) eventId: string,
    @JsonBody(letterRedeliverySchema) { reason }: LetterRedeliveryBody,
    @RequestedBy() requester: Requester,
  ): Promise<LetterDecisionBody> {
    const decision = await this.decide(eventId, 'redelivered', reason ?? null, requester);
    if (this.deliveries.hasRoom) this.deliveries.begin(eventId, () => this.delivery.deliver(eventId));
    return decision;
  }

  @Route({
    method: 'post',
    path: '/v1/dead-letters/:eventId/drop',
    tag: 'webhooks',
    summary: 'Drop an abandoned webhook: nobody needs to look at it any more',
    description: 'It stays stored, and can be delivered again. It changes no order.',
    answers: [{ status: 200, description: 'It is dropped', content: letterDecisionSchema }],
    problems: ['dead_letter_not_found', 'temporarily_unavailable'],
  })
  @HttpCode(200)
  async dropDeadLetter(
    @PathPart('eventId', providerEventIdSchema) eventId: string,
    @JsonBody(letterDropSchema) { reason }: LetterDropBody,
    @RequestedBy() requester: Requester,
  ): Promise<LetterDecisionBody> {
    return this.decide(eventId, 'dropped', reason, requester);
  }

  private async decide(
    eventId: string,
    decision: LetterDecisionBody['decision'],
    reason: string | null,
    { requestId, keyName, person }: Requester,
  ): Promise<LetterDecisionBody> {
    const decided = {
      ...{ eventId, decision, reason, requestId },
      decidedBy: person ?? keyName ?? 'anonymous',
      decidedAt: new Date().toISOString(),
    };
    if (await decideDeadLetter(this.database, decided)) return decided;
    const detail = `No abandoned event ${eventId} waits for a decision: it never came, was handled, or was dropped.`;
    throw new Problem('dead_letter_not_found', detail);
  }
}
