import { Controller, HttpCode, Res } from '@nestjs/common';
import type { Requester } from '../../../../libs/domain/orders/requester';
import { markReplayed, type HttpReply } from '../http/request';
import { RequestedBy } from '../http/requested-by';
import { RequestTime } from '../http/request-time';
import { shopId } from '../input/fields';
import { JsonBody, PathPart, Route } from '../openapi/route';
import { orderSchema, type Order } from '../orders/order.schema';
import { OrderView } from '../orders/order-view';
import { ChecksStandstill } from '../orders/standstill';
import { ConfirmPayment } from './confirm-payment';
import { newConfirmationSchema, type NewConfirmationBody } from './confirmation.schema';

/** Takes a payment method for an order that waits for one. */
@Controller()
export class ConfirmationsController {
  constructor(
    private readonly confirm: ConfirmPayment,
    private readonly view: OrderView,
    private readonly time: RequestTime,
  ) {}

  @Route({
    method: 'post',
    path: '/v1/orders/:orderId/confirm',
    tag: 'orders',
    summary: 'Pay with a card: the first one, or another at any time',
    description:
      'The order is then `authorized`, or in `requires_action` with what the buyer must do in `payment.nextAction`. ' +
      'While a hold or a saved card serves, another payment method takes its place: what has not shipped is held on it, and ' +
      'then the hold before is released. If it is declined, or wants the buyer to authenticate, nothing changes and the ' +
      'answer is 402. The same payment method once more is a repeat. One hold takes 20 confirms.',
    answers: [
      {
        status: 200,
        description: 'The order, with the outcome of its hold',
        content: orderSchema,
        headers: {
          'Idempotent-Replayed':
            '`true` when this very payment method serves already, or the order was paid: nothing was done',
        },
      },
    ],
    problems: [
      'payment_declined',
      'order_not_found',
      'order_not_capturable',
      'order_closed',
      'temporarily_unavailable',
      'outcome_pending',
    ],
  })
  @HttpCode(200)
  @ChecksStandstill()
  async confirmPayment(
    @PathPart('orderId', shopId) orderId: string,
    @JsonBody(newConfirmationSchema) body: NewConfirmationBody,
    @RequestedBy() requester: Requester,
    @Res({ passthrough: true }) reply: HttpReply,
  ): Promise<Order> {
    const { order, replayed } = await this.confirm.run(orderId, body, requester, this.time.end());
    if (replayed) markReplayed(reply);
    return this.view.of(order);
  }
}
