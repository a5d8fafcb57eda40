import { z } from 'zod';
import { notOfferedYet, shopId, text } from '../input/fields';
import { orderSchema } from '../orders/order.schema';

/** The body of `POST /v1/orders/{orderId}/cancellations`. */
export const newCancellationSchema = z
  .strictObject({
    cancellationId: shopId,
    lines: notOfferedYet('leave it out to cancel all that is open'),
    reason: text(500).describe('For people: it stands in the timeline'),
  })
  .meta({ id: 'NewCancellation' });

export type NewCancellationBody = z.output<typeof newCancellationSchema>;

export const cancellationSchema = z
  .strictObject({
    cancellationId: z.string(),
    released: z.int().describe('What went back to the buyer'),
    order: orderSchema,
  })
  .meta({ id: 'Cancellation' });

export type Cancellation = z.infer<typeof cancellationSchema>;
