import { z } from 'zod';
import { instant, shopId, text } from '../input/fields';
import { nextCursor, pageFields } from '../input/page';
import { withOrderNumberSchema } from '../orders/with-order-number';
import { SHIPMENT_STATUSES, shipmentSchema } from './shipment.schema';

/** The query of `GET /v1/shipments`. */
export const shipmentFilterSchema = z.strictObject({
  orderId: shopId.optional(),
  status: z.enum(SHIPMENT_STATUSES).optional(),
  trackingNumber: text(64).optional(),
  createdAfter: instant.optional().describe('Only shipments told of at this instant or later'),
  createdBefore: instant.optional().describe('Only shipments told of before this'),
  ...pageFields,
});

/** What `GET /v1/shipments` is asked, checked. */
export type ShipmentFilterQuery = z.output<typeof shipmentFilterSchema>;

const listedShipmentSchema = shipmentSchema.extend(withOrderNumberSchema).meta({ id: 'ListedShipment' });

/** The answer of `GET /v1/shipments`. */
export const shipmentPageSchema = z
  .strictObject({ shipments: z.array(listedShipmentSchema).describe('Those told of last first'), nextCursor })
  .meta({ id: 'ShipmentPage' });

/** A page of shipments as the API shows it. */
export type ShipmentPage = z.infer<typeof shipmentPageSchema>;
