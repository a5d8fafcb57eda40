import { Controller, Inject } from '@nestjs/common';
import { z } from 'zod';
import type { Database } from '../../../../libs/postgres/database/database';
import { listDeadLetters } from '../../../../libs/postgres/reading/dead-letter-list';
import { nextCursor, pageFields, readPage } from '../input/page';
import { Route, UrlQuery } from '../openapi/route';
import { DATABASE } from '../tokens';

const deadLetterSchema = z
  .strictObject({
    eventId: z.string().describe("Stripe's id of the event"),
    type: z.string().describe("Stripe's type of the event"),
    orderId: z.string().nullable().describe('What the event calls the order; it need not be one of yours'),
    paymentIntentId: z.string().nullable(),
    happenedAt: z.iso.datetime(),
    receivedAt: z.iso.datetime(),
    attempts: z.int(),
    reason: z.string().describe('Why it was abandoned'),
    lastError: z.string().nullable(),
  })
  .meta({ id: 'DeadLetter' });

const deadLetterPageSchema = z
  .strictObject({ deadLetters: z.array(deadLetterSchema).describe('Those received last first'), nextCursor })
  .meta({ id: 'DeadLetterPage' });

const deadLetterQuerySchema = z.strictObject(pageFields);

/** Lists the events of Stripe's that could be handed to no order. */
@Controller()
export class DeadLettersController {
  constructor(@Inject(DATABASE) private readonly database: Database) {}

  @Route({
    method: 'get',
    path: '/v1/dead-letters',
    tag: 'webhooks',
    summary: 'List the webhooks that were abandoned, those received last first',
    answers: [{ status: 200, description: 'A page of dead letters', content: deadLetterPageSchema }],
    problems: ['temporarily_unavailable'],
  })
  async listDeadLetters(
    @UrlQuery(deadLetterQuerySchema) { cursor, limit }: z.output<typeof deadLetterQuerySchema>,
  ): Promise<z.infer<typeof deadLetterPageSchema>> {
    const { items, nextCursor: next } = await readPage(
      listDeadLetters(this.database, { cursor: cursor ?? null, limit }),
    );
    return { deadLetters: items.map((letter) => ({ ...letter })), nextCursor: next };
  }
}
