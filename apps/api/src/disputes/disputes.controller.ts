import { Controller, Inject } from '@nestjs/common';
import type { OrderReader } from '../../../../libs/postgres/reading/order-reader';
import { shopId } from '../input/fields';
import { PathPart, Route } from '../openapi/route';
import { requireLineIds } from '../orders/require-order';
import { ORDER_READER } from '../tokens';
import { disputeView } from './dispute-view';
import { disputesSchema, type Disputes } from './dispute.schema';

/** Shows the disputes of an order. */
@Controller()
export class DisputesController {
  constructor(@Inject(ORDER_READER) private readonly orders: OrderReader) {}

  @Route({
    method: 'get',
    path: '/v1/orders/:orderId/disputes',
    tag: 'disputes',
    summary: "List an order's disputes, with the evidence prepared for an answer",
    description:
      'While the bank accepts an answer, the evidence is saved at Stripe but not submitted: check it there, add what only ' +
      'you know, and submit it before `evidenceDueBy`.',
    answers: [{ status: 200, description: 'The disputes of the order', content: disputesSchema }],
    problems: ['order_not_found', 'temporarily_unavailable'],
  })
  async listDisputes(@PathPart('orderId', shopId) orderId: string): Promise<Disputes> {
    const disputes = await this.orders.listDisputes(orderId);
    if (disputes.length === 0) await requireLineIds(this.orders, orderId);
    return { orderId, disputes: disputes.map(disputeView) };
  }
}
