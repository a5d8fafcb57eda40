import { z } from 'zod';
import { newCancellationSchema } from '../cancellations/cancellation.schema';
import { newShipmentSchema } from '../shipments/shipment.schema';

/** The body of `POST /v1/orders/{orderId}/preview`. */
export const previewedCommandSchema = z
  .strictObject({
    shipment: newShipmentSchema.optional().describe('As it would be sent to `POST /v1/orders/{orderId}/shipments`'),
    cancellation: newCancellationSchema
      .optional()
      .describe('As it would be sent to `POST /v1/orders/{orderId}/cancellations`'),
  })
  .refine(({ shipment, cancellation }) => (shipment === undefined) !== (cancellation === undefined), {
    path: ['shipment'],
    error: 'must be given, or cancellation instead of it: one of the two',
  })
  .meta({ id: 'PreviewedCommand' });

/** The body of a preview, checked. */
export type PreviewedCommandBody = z.output<typeof previewedCommandSchema>;

/** What a command would do, as the API shows it. */
export const previewSchema = z
  .strictObject({
    orderId: z.string(),
    currency: z.string(),
    repeat: z.boolean().describe('It was carried out before: nothing would happen'),
    asks: z
      .enum(['nothing', 'authorization', 'capture', 'final_capture', 'charge', 'cancel'])
      .describe('What the provider would be asked for. New ones may come'),
    incremented: z.int().describe('What the hold would be incremented by before'),
    captured: z.int(),
    covered: z.int().describe('What would count as shipped, and be captured later'),
    released: z.int().describe('What would go back to the buyer now'),
    releasedLater: z.int().describe('What would go back with the final capture of the hold, or its release'),
    held: z.int().describe('What would be held afterwards'),
  })
  .describe('Minor units of the currency, should the provider do what it is asked for')
  .meta({ id: 'Preview' });

/** A preview as the API shows it. */
export type PreviewBody = z.infer<typeof previewSchema>;
