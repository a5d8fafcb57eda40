import { z } from 'zod';
import { ORDER_STATUSES } from '../../../../libs/domain/orders/order-status';
import { PROBLEMS } from './problem-codes';

const fieldProblemSchema = z
  .strictObject({
    path: z.string().describe('The field as it stands in the request, such as `lines[0].quantity`; empty: all of it'),
    message: z.string(),
  })
  .meta({ id: 'FieldProblem' });

/** RFC 9457. What stands behind `requestId` is there only for the codes that are named. */
export const problemSchema = z
  .strictObject({
    type: z
      .string()
      .describe('The row of this code on the page `GET /problems` of this API, such as `/problems#order_closed`'),
    title: z.string(),
    status: z.int(),
    detail: z.string().describe('What happened this time, and what can be done'),
    code: z
      .string()
      .describe('For programs: decide by this. New ones may come')
      .meta({ 'x-extensible-enum': Object.keys(PROBLEMS) }),
    instance: z.string().describe('The path of the request'),
    requestId: z.string().describe('Also in the header X-Request-Id and in the logs of Holdfast'),
    errors: z
      .array(fieldProblemSchema)
      .optional()
      .describe('invalid_request, card_number_refused: every field that must change'),
    orderStatus: z.enum(ORDER_STATUSES).optional().describe('order_not_capturable, order_closed'),
    left: z
      .array(z.strictObject({ lineId: z.string(), quantity: z.int() }))
      .optional()
      .describe('units_not_available: what is still open, or can still be refunded, of the lines that were asked for'),
    declineCode: z
      .string()
      .nullable()
      .optional()
      .describe("payment_declined: the issuer's reason; null when the issuer did not decline it"),
    message: z.string().optional().describe('payment_declined: a sentence for the buyer'),
    maximumAmount: z
      .int()
      .optional()
      .describe(
        'amount_exceeds_hold: the most that can be captured; invalid_request for a refund: the most that can be refunded',
      ),
    minimumAmount: z.int().optional().describe('amount_too_small: the least that Stripe charges in the currency'),
    next: z.string().optional().describe('events_not_kept: where the feed ends now, to go on from as `after`'),
  })
  .meta({ id: 'Problem' });

/** A problem as the API shows it. */
export type ProblemBody = z.infer<typeof problemSchema>;
