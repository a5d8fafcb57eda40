import { Controller, Inject } from '@nestjs/common';
import { z } from 'zod';
import { addSeconds } from '../../../../libs/domain/orders/deadline';
import type { Database } from '../../../../libs/postgres/database/database';
import { readProviderErrors } from '../../../../libs/postgres/reading/provider-errors';
import { instant } from '../input/fields';
import { Route, UrlQuery } from '../openapi/route';
import { withOrderNumber, withOrderNumberSchema } from '../orders/with-order-number';
import { DATABASE } from '../tokens';

const A_WEEK_SECONDS = 7 * 24 * 60 * 60;

const providerErrorQuerySchema = z.strictObject({
  since: instant.optional().describe('Only what was refused at this instant or later; left out: in the last 7 days'),
});

type ProviderErrorQuery = z.output<typeof providerErrorQuerySchema>;

const providerErrorSchema = z
  .strictObject({
    step: z
      .enum(['authorize', 'confirm', 'increment', 'capture', 'refund'])
      .describe('What the provider was asked for'),
    code: z.string().describe("In the provider's words, such as `card_declined`"),
    declineCode: z.string().nullable().describe("The bank's reason, such as `insufficient_funds`"),
    count: z.int(),
    lastAt: z.iso.datetime(),
    orderId: z.string().describe('Of which order it said so last'),
    ...withOrderNumberSchema,
  })
  .meta({ id: 'ProviderErrorCount' });

const providerErrorListSchema = z
  .strictObject({
    since: z.iso.datetime(),
    errors: z.array(providerErrorSchema).describe('The most frequent first, 100 at most'),
  })
  .meta({ id: 'ProviderErrorList' });

/** Tells what payment providers have refused lately, by what they said. */
@Controller()
export class ProviderErrorsController {
  constructor(@Inject(DATABASE) private readonly database: Database) {}

  @Route({
    method: 'get',
    path: '/v1/provider-errors',
    tag: 'health',
    summary: 'Count what payment providers refused, by error code',
    description: 'A step that was refused, tried again and done in the end is not counted.',
    answers: [{ status: 200, description: 'Errors with their counts', content: providerErrorListSchema }],
    problems: ['temporarily_unavailable'],
  })
  async listProviderErrors(
    @UrlQuery(providerErrorQuerySchema) query: ProviderErrorQuery,
  ): Promise<z.infer<typeof providerErrorListSchema>> {
    const since = query.since ?? addSeconds(new Date().toISOString(), -A_WEEK_SECONDS);
    return { since, errors: await withOrderNumber(this.database, await readProviderErrors(this.database, since)) };
  }
}
