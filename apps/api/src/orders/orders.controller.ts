import { Controller, Inject, Res } from '@nestjs/common';
import type { Requester } from '../../../../libs/domain/orders/requester';
import type { OrderReader } from '../../../../libs/postgres/reading/order-reader';
import { ActsForBuyer } from '../access/acts-for-buyer';
import { markReplayed, type HttpReply } from '../http/request';
import { RequestedBy } from '../http/requested-by';
import { RequestTime } from '../http/request-time';
import { shopId } from '../input/fields';
import { readPage } from '../input/page';
import { JsonBody, onceOnly, PathPart, Route, UrlQuery } from '../openapi/route';
import { ORDER_READER } from '../tokens';
import { CreateOrder } from './create-order';
import { newOrderSchema, type NewOrderBody } from './new-order.schema';
import { OrderView } from './order-view';
import { conditionsOf, orderFilterSchema, type OrderFilterQuery } from './order-filter.schema';
import { orderPageSchema, orderSchema, type Order, type OrderPage } from './order.schema';
import { requireOrder } from './require-order';
import { ChecksStandstill } from './standstill';

/** Places orders, and shows them. */
@Controller()
export class OrdersController {
  constructor(
    private readonly create: CreateOrder,
    @Inject(ORDER_READER) private readonly orders: OrderReader,
    private readonly view: OrderView,
    private readonly time: RequestTime,
  ) {}

  @Route({
    method: 'post',
    path: '/v1/orders',
    tag: 'orders',
    summary: 'Accept an order and place a hold on the card',
    description:
      'A declined card is not an error: the order is then in `requires_payment_method`, with the reason in ' +
      '`payment.lastError`. `created`: Stripe rejected the API call itself (key, permission, account), and the alert `provider_misuse` is open. Fix the cause, then ' +
      'send the same request again. Amounts are minor units of the currency; the total is ' +
      'Σ(unitPrice·quantity + taxAmount − discountAmount) + shipping − discountAmount, 1 to 999,999,999,999 (twelve digits, as cards take them).',
    answers: onceOnly('The order, with the outcome of its hold', orderSchema),
    problems: ['amount_too_small', 'order_conflict', 'temporarily_unavailable', 'outcome_pending'],
  })
  @ChecksStandstill()
  async createOrder(
    @JsonBody(newOrderSchema) body: NewOrderBody,
    @RequestedBy() requester: Requester,
    @Res({ passthrough: true }) reply: HttpReply,
  ): Promise<Order> {
    const { order, replayed } = await this.create.run(body, requester, this.time.end());
    if (replayed) markReplayed(reply);
    return this.view.of(order);
  }

  @Route({
    method: 'get',
    path: '/v1/orders',
    tag: 'orders',
    summary: 'List orders, newest first',
    description:
      'An order is listed when all that is asked is true of it. Without `payment.clientSecret` and `payment.nextAction`: ' +
      'read the order for them.',
    answers: [{ status: 200, description: 'A page of orders', content: orderPageSchema }],
    problems: ['temporarily_unavailable'],
  })
  async listOrders(@UrlQuery(orderFilterSchema) filter: OrderFilterQuery): Promise<OrderPage> {
    const { cursor = null, limit } = filter;
    const { items, nextCursor } = await readPage(this.orders.listOrders({ ...conditionsOf(filter), cursor, limit }));
    return { orders: items.map((order) => this.view.withoutSecrets(order)), nextCursor };
  }

  @Route({
    method: 'get',
    path: '/v1/orders/:orderId',
    tag: 'orders',
    summary: 'Read an order',
    description: 'Only a key with the access `write` is shown `payment.clientSecret` and `payment.nextAction`.',
    answers: [{ status: 200, description: 'The order', content: orderSchema }],
    problems: ['order_not_found', 'temporarily_unavailable'],
  })
  async readOrder(@PathPart('orderId', shopId) orderId: string, @ActsForBuyer() actsForBuyer: boolean): Promise<Order> {
    const order = await requireOrder(this.orders, orderId);
    return actsForBuyer ? this.view.of(order) : this.view.withoutSecrets(order);
  }
}
