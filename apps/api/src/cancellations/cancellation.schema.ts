import { z } from 'zod';
import { lineQuantities, shopId, text } from '../input/fields';
import { orderSchema } from '../orders/order.schema';

/** The body of `POST /v1/orders/{orderId}/cancellations`. */
export const newCancellationSchema = z
  .strictObject({
    cancellationId: shopId,
    lines: lineQuantities
      .optional()
      .describe('How many units of which lines, the last unshipped ones of each; left out: everything that is open'),
    reason: text(500).describe('Shown to people in the timeline'),
  })
  .meta({ id: 'NewCancellation' });

/** The body of a cancellation, checked. */
export type NewCancellationBody = z.output<typeof newCancellationSchema>;

/** The answer to `POST /v1/orders/{orderId}/cancellations`. */
export const cancellationSchema = z
  .strictObject({
    cancellationId: z.string(),
    worth: z
      .int()
      .describe(
        'Worth of the canceled units. While other units are open, it stays on hold and is released with the final capture ' +
          'at the latest. Once nothing is open, it is what was released of the hold, without the worth of earlier ' +
          'cancellations. Between two holds it is released already, and not re-authorized',
      ),
    order: orderSchema,
  })
  .meta({ id: 'Cancellation' });

/** A cancellation as the API shows it. */
export type CancellationView = z.infer<typeof cancellationSchema>;
