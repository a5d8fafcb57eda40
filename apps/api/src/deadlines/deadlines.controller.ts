import { Controller, HttpCode, Res } from '@nestjs/common';
import type { Requester } from '../../../../libs/domain/orders/requester';
import { markReplayed, type HttpReply } from '../http/request';
import { RequestedBy } from '../http/requested-by';
import { RequestTime } from '../http/request-time';
import { shopId } from '../input/fields';
import { JsonBody, PathPart, Route } from '../openapi/route';
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
  ) {}

  @Route({
    method: 'post',
    path: '/v1/orders/:orderId/deadline',
    tag: 'orders',
    summary: 'Change what happens before the hold expires, and when',
    description:
      'Of an open order. `payment.releaseAt` and the warning before it move with the margin, counted from now, so that ' +
      'Holdfast never acts at once.',
    answers: [
      {
        status: 200,
        description: 'The order, with its policy as it is now',
        content: orderSchema,
        headers: { 'Idempotent-Replayed': '`true` when the policy was so already: nothing was done' },
      },
    ],
    problems: ['order_not_found', 'order_closed', 'temporarily_unavailable', 'outcome_pending'],
  })
  @HttpCode(200)
  async changeDeadline(
    @PathPart('orderId', shopId) orderId: string,
    @JsonBody(newDeadlineSchema) body: NewDeadlineBody,
    @RequestedBy() requester: Requester,
    @Res({ passthrough: true }) reply: HttpReply,
  ): Promise<Order> {
    const { order, replayed } = await this.change.run(orderId, body, requester, this.time.end());
    if (replayed) markReplayed(reply);
    return this.view.of(order);
  }
}
