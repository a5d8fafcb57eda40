import { Controller, Inject } from '@nestjs/common';
import type { Database } from '../../../../libs/postgres/database/database';
import { listShipments } from '../../../../libs/postgres/reading/shipment-list';
import { readPage } from '../input/page';
import { Route, UrlQuery } from '../openapi/route';
import { withOrderNumber } from '../orders/with-order-number';
import { DATABASE } from '../tokens';
import {
  shipmentFilterSchema,
  shipmentPageSchema,
  type ShipmentFilterQuery,
  type ShipmentPage,
} from './shipment-list.schema';
import { shipmentView } from './shipment-view';

/** Lists the shipments of all orders. */
@Controller()
export class AllShipmentsController {
  constructor(@Inject(DATABASE) private readonly database: Database) {}

  @Route({
    method: 'get',
    path: '/v1/shipments',
    tag: 'shipments',
    summary: 'List the shipments of all orders, newest first',
    answers: [{ status: 200, description: 'A page of shipments', content: shipmentPageSchema }],
    problems: ['temporarily_unavailable'],
  })
  async listShipments(@UrlQuery(shipmentFilterSchema) filter: ShipmentFilterQuery): Promise<ShipmentPage> {
    const { items, nextCursor } = await readPage(
      listShipments(this.database, { ...filter, cursor: filter.cursor ?? null }),
    );
    return { shipments: await withOrderNumber(this.database, items.map(shipmentView)), nextCursor };
  }
}
