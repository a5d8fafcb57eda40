import { z } from 'zod';
import { lineQuantities, shopId, text } from '../input/fields';
import { orderSchema } from '../orders/order.schema';

/** The body of `POST /v1/orders/{orderId}/cancellations`. */
export const newCancellationSchema = z
  .strictObject({
    cancellationId: shopId,
    lines: lineQuantities
      .optional()
      .describe('How many units of which lines, the last unshipped ones of each; left out: all that is open'),
    reason: text(500).describe('For people: it stands in the timeline'),
  })
  .meta({ id: 'NewCancellation' });

export type NewCancellationBody = z.output<typeof newCancellationSchema>;

export const cancellationSchema = z
  .strictObject({
    cancellationId: z.string(),
    worth: z
      .int()
      .describe(
        'What the canceled units are worth. While other units stay open it stays in the hold, and leaves it at the latest ' +
          'with the final capture; when nothing stays open, the rest of the hold has gone back to the buyer, less what ' +
          'earlier cancellations were answered with. Between two holds the buyer has it back already, and it is not held again',
      ),
    order: orderSchema,
  })
  .meta({ id: 'Cancellation' });

export type CancellationView = z.infer<typeof cancellationSchema>;
