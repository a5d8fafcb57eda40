import { Controller, Inject } from '@nestjs/common';
import type { Database } from '../../../../libs/postgres/database/database';
import { listAllDisputes } from '../../../../libs/postgres/reading/dispute-list';
import { readPage } from '../input/page';
import { Route, UrlQuery } from '../openapi/route';
import { withOrderNumber } from '../orders/with-order-number';
import { DATABASE } from '../tokens';
import {
  disputeFilterSchema,
  disputePageSchema,
  type DisputeFilterQuery,
  type DisputePage,
} from './dispute-list.schema';
import { disputeView } from './dispute-view';

/** Lists the disputes of all orders. */
@Controller()
export class AllDisputesController {
  constructor(@Inject(DATABASE) private readonly database: Database) {}

  @Route({
    method: 'get',
    path: '/v1/disputes',
    tag: 'disputes',
    summary: 'List the disputes of all orders, those opened last first',
    answers: [{ status: 200, description: 'A page of disputes', content: disputePageSchema }],
    problems: ['temporarily_unavailable'],
  })
  async listAllDisputes(@UrlQuery(disputeFilterSchema) filter: DisputeFilterQuery): Promise<DisputePage> {
    const { items, nextCursor } = await readPage(
      listAllDisputes(this.database, { ...filter, cursor: filter.cursor ?? null }),
    );
    return { disputes: await withOrderNumber(this.database, items.map(disputeView)), nextCursor };
  }
}
