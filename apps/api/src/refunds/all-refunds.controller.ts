import { Controller, Inject } from '@nestjs/common';
import type { Database } from '../../../../libs/postgres/database/database';
import { listRefunds } from '../../../../libs/postgres/reading/refund-list';
import { readPage } from '../input/page';
import { Route, UrlQuery } from '../openapi/route';
import { withOrderNumber } from '../orders/with-order-number';
import { DATABASE } from '../tokens';
import { refundFilterSchema, refundPageSchema, type RefundFilterQuery, type RefundPage } from './refund-list.schema';
import { refundView } from './refund-view';

/** Lists the refunds of all orders. */
@Controller()
export class AllRefundsController {
  constructor(@Inject(DATABASE) private readonly database: Database) {}

  @Route({
    method: 'get',
    path: '/v1/refunds',
    tag: 'refunds',
    summary: 'List the refunds of all orders, newest first',
    answers: [{ status: 200, description: 'A page of refunds', content: refundPageSchema }],
    problems: ['temporarily_unavailable'],
  })
  async listAllRefunds(@UrlQuery(refundFilterSchema) filter: RefundFilterQuery): Promise<RefundPage> {
    const { items, nextCursor } = await readPage(
      listRefunds(this.database, { ...filter, cursor: filter.cursor ?? null }),
    );
    return { refunds: await withOrderNumber(this.database, items.map(refundView)), nextCursor };
  }
}
