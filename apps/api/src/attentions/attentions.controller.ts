import { Controller, HttpCode, Inject, Res } from '@nestjs/common';
import type { Requester } from '../../../../libs/domain/orders/requester';
import type { AttentionCode } from '../../../../libs/domain/payment/payment';
import type { Database } from '../../../../libs/postgres/database/database';
import { listAttentions } from '../../../../libs/postgres/reading/attention-list';
import { markReplayed, type HttpReply } from '../http/request';
import { RequestedBy } from '../http/requested-by';
import { RequestTime } from '../http/request-time';
import { shopId } from '../input/fields';
import { readPage } from '../input/page';
import { JsonBody, PathPart, Route, UrlQuery } from '../openapi/route';
import { withOrderNumber } from '../orders/with-order-number';
import { DATABASE } from '../tokens';
import {
  attentionClosingSchema,
  attentionCodeSchema,
  attentionFilterSchema,
  attentionPageSchema,
  attentionSchema,
  type Attention,
  type AttentionClosingBody,
  type AttentionFilterQuery,
  type AttentionPage,
} from './attention.schema';
import { CloseAttention } from './close-attention';

/** Lists what needs a person, and closes what one has solved. */
@Controller()
export class AttentionsController {
  constructor(
    private readonly closing: CloseAttention,
    @Inject(DATABASE) private readonly database: Database,
    private readonly time: RequestTime,
  ) {}

  @Route({
    method: 'get',
    path: '/v1/attentions',
    tag: 'attentions',
    summary: 'List the alerts of all orders, those opened last first',
    answers: [{ status: 200, description: 'A page of alerts', content: attentionPageSchema }],
    problems: ['temporarily_unavailable'],
  })
  async listAttentions(@UrlQuery(attentionFilterSchema) filter: AttentionFilterQuery): Promise<AttentionPage> {
    const { items, nextCursor } = await readPage(
      listAttentions(this.database, { ...filter, cursor: filter.cursor ?? null }),
    );
    return { attentions: await withOrderNumber(this.database, items), nextCursor };
  }

  @Route({
    method: 'post',
    path: '/v1/orders/:orderId/attentions/:code/close',
    tag: 'attentions',
    summary: 'Close an alert that a person has solved',
    description:
      'It moves no money, and opens again when its reason comes up again. Holdfast closes most alerts by itself. The same ' +
      '`by` and `reason` once more are a repeat.',
    answers: [{ status: 200, description: 'The alert, closed', content: attentionSchema }],
    problems: ['order_not_found', 'attention_not_open', 'temporarily_unavailable', 'outcome_pending'],
  })
  @HttpCode(200)
  async closeAttention(
    @PathPart('orderId', shopId) orderId: string,
    @PathPart('code', attentionCodeSchema) code: AttentionCode,
    @JsonBody(attentionClosingSchema) body: AttentionClosingBody,
    @RequestedBy() requester: Requester,
    @Res({ passthrough: true }) reply: HttpReply,
  ): Promise<Attention> {
    const { attention, replayed } = await this.closing.run({ orderId, code }, body, requester, this.time.end());
    if (replayed) markReplayed(reply);
    return { ...attention };
  }
}
