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
    summary: "What buyers' banks ask about or have taken back, with the evidence prepared for an answer",
    description:
      'The evidence is left at Stripe unsent where the bank still takes an answer: look it over there, add what only ' +
      'you know, and submit it before `evidenceDueBy`.',
    answers: [{ status: 200, description: 'The disputes of the order', content: disputesSchema }],
    problems: ['order_not_found', 'temporarily_unavailable'],
  })
  async listDisputes(@PathPart('orderId', shopId) orderId: string): Promise<Disputes> {
    await requireLineIds(this.orders, orderId);
    return { orderId, disputes: (await this.orders.listDisputes(orderId)).map(disputeView) };
  }
}
