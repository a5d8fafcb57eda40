import { Controller, HttpCode, Res } from '@nestjs/common';
import type { Requester } from '../../../../libs/domain/orders/requester';
import { DryRuns } from '../dry-run/dry-runs';
import { dryRunQuerySchema, type DryRunQuery } from '../dry-run/dry-run-query';
import type { DryRunBody } from '../dry-run/dry-run.schema';
import { markReplayed, type HttpReply } from '../http/request';
import { RequestedBy } from '../http/requested-by';
import { RequestTime } from '../http/request-time';
import { shopId } from '../input/fields';
import { JsonBody, orDryRun, PathPart, Route, UrlQuery } from '../openapi/route';
import { orderSchema, type Order } from '../orders/order.schema';
import { OrderView } from '../orders/order-view';
import { ChangeDeadline } from './change-deadline';
import { newDeadlineSchema, type NewDeadlineBody } from './deadline.schema';

/** Changes what Holdfast does with an order by itself. */
@Controller()
export class DeadlinesController {
  constructor(
    private readonly change: ChangeDeadline,
    private readonly view: OrderView,
    private readonly time: RequestTime,
    private readonly dryRuns: DryRuns,
  ) {}

  @Route({
    method: 'post',
    path: '/v1/orders/:orderId/deadline',
    tag: 'orders',
    summary: 'Change what happens before the hold expires, and when',
    description:
      'Of an open order. `payment.releaseAt` and the warning before it move with the margin, counted from now, so that ' +
      'Holdfast never acts at once.',
    answers: orDryRun([
      {
        status: 200,
        description: 'The order, with its policy as it is now',
        content: orderSchema,
        headers: { 'Idempotent-Replayed': '`true` when the policy was so already: nothing was done' },
      },
    ]),
    problems: ['order_not_found', 'order_closed', 'temporarily_unavailable', 'outcome_pending'],
  })
  @HttpCode(200)
  async changeDeadline(
    @PathPart('orderId', shopId) orderId: string,
    @JsonBody(newDeadlineSchema) body: NewDeadlineBody,
    @UrlQuery(dryRunQuerySchema) { dryRun }: DryRunQuery,
    @RequestedBy() requester: Requester,
    @Res({ passthrough: true }) reply: HttpReply,
  ): Promise<Order | DryRunBody> {
    const until = this.time.end();
    if (dryRun === 'true') {
      return this.dryRuns.answer(orderId, reply, () => this.change.foresee(orderId, body, requester, until));
    }
    const { order, replayed } = await this.change.run(orderId, body, requester, until);
    if (replayed) markReplayed(reply);
    return this.view.of(order);
  }
}
