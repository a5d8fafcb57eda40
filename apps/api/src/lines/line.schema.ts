import { z } from 'zod';
import { LINES_AT_MOST } from '../../../../libs/domain/orders/order-acceptance';
import { amount, shopId, text } from '../input/fields';
import { lineSchema, paymentMethod } from '../orders/new-order.schema';
import { orderSchema } from '../orders/order.schema';

/** The body of `POST /v1/orders/{orderId}/lines`. */
export const newLinesSchema = z
  .strictObject({
    changeId: shopId.describe('Your name of the change: the same once more is a repeat'),
    lines: z.array(lineSchema).min(1).max(LINES_AT_MOST),
    paymentMethod: paymentMethod
      .optional()
      .describe(
        'A card that the buyer gives for them, for where the hold has no room and cannot be incremented: all that is ' +
          'open is held on it with the lines, and the hold before is released. Left out: the kept card',
      ),
  })
  .meta({ id: 'NewLines' });

/** The body, checked. */
export type NewLinesBody = z.output<typeof newLinesSchema>;

/** The body of `POST /v1/orders/{orderId}/lines/{lineId}/reduction`. */
export const newReductionSchema = z
  .strictObject({
    changeId: shopId.describe('Your name of the change: the same once more is a repeat'),
    unitPrice: amount.describe('What a unit costs from now on: less than before'),
    taxAmount: amount
      .optional()
      .describe('Tax of all units that are open; left out: in proportion to the price, rounded down'),
    reason: text(500).describe('For people: it stands in the timeline'),
  })
  .meta({ id: 'NewLineReduction' });

/** The body, checked. */
export type NewReductionBody = z.output<typeof newReductionSchema>;

/** The answer to a change of lines. */
export const lineChangeSchema = z
  .strictObject({
    changeId: z.string(),
    amount: z.int().describe('What the order is worth more, or less'),
    order: orderSchema,
  })
  .meta({ id: 'LineChange' });

/** A change of lines as the API shows it. */
export type LineChangeView = z.infer<typeof lineChangeSchema>;
