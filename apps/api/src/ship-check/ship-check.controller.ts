import { Controller, Inject } from '@nestjs/common';
import type { ApiConfig } from '../../../../libs/config/config';
import type { OrderReader } from '../../../../libs/postgres/reading/order-reader';
import { shopId } from '../input/fields';
import { PathPart, Route, UrlQuery } from '../openapi/route';
import { orderNotFound } from '../orders/require-order';
import { invalidRequest } from '../problems/problem';
import { API_CONFIG, ORDER_READER } from '../tokens';
import { mayShip } from './may-ship';
import { shipCheckQuerySchema, shipCheckSchema, type ShipCheck, type ShipCheckQuery } from './ship-check.schema';

/** Says whether units may leave the warehouse. */
@Controller()
export class ShipCheckController {
  constructor(
    @Inject(ORDER_READER) private readonly orders: OrderReader,
    @Inject(API_CONFIG) private readonly config: ApiConfig,
  ) {}

  @Route({
    method: 'get',
    path: '/v1/orders/:orderId/ship-check',
    tag: 'shipments',
    summary: 'May these units ship now?',
    description: 'Yes means: the hold is open and covers them, and there is time to capture; or they are paid already.',
    answers: [{ status: 200, description: 'The answer and its reason', content: shipCheckSchema }],
    problems: ['order_not_found', 'temporarily_unavailable'],
  })
  async checkShipping(
    @PathPart('orderId', shopId) orderId: string,
    @UrlQuery(shipCheckQuerySchema) { lines }: ShipCheckQuery,
  ): Promise<ShipCheck> {
    const found = await this.orders.findOrderWithTerms(orderId);
    if (found === undefined) throw orderNotFound(orderId);
    const unknown = lines?.find(({ lineId }) => found.order.lines.every((line) => line.lineId !== lineId));
    if (unknown !== undefined) {
      throw invalidRequest([{ path: 'lines', message: `"${unknown.lineId}" is not a line of order ${orderId}` }]);
    }
    return mayShip(found, lines, new Date().toISOString(), this.config.shipDespite);
  }
}
