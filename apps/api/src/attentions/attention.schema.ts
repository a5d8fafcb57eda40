import { z } from 'zod';
import { ATTENTION_CODES } from '../../../../libs/domain/payment/payment';
import { shopId, text } from '../input/fields';
import { nextCursor, pageFields, trueOrFalse } from '../input/page';
import { withOrderNumberSchema } from '../orders/with-order-number';

/** An alert of an order, open or closed. */
export const attentionSchema = z
  .strictObject({
    orderId: z.string(),
    code: z.enum(ATTENTION_CODES),
    message: z.string().describe('What happened, for a person'),
    since: z.iso.datetime(),
    closedAt: z.iso.datetime().nullable().describe('Null while it is open, as closedBy and closeReason'),
    closedBy: z.string().nullable().describe('`holdfast`, or the person who closed it'),
    closeReason: z.string().nullable(),
  })
  .meta({ id: 'Attention' });

/** The query of `GET /v1/attentions`. */
export const attentionFilterSchema = z.strictObject({
  orderId: shopId.optional(),
  code: z.enum(ATTENTION_CODES).optional(),
  open: trueOrFalse.optional().describe('Only alerts that are open (true) or closed (false)'),
  ...pageFields,
});

/** What `GET /v1/attentions` is asked, checked. */
export type AttentionFilterQuery = z.output<typeof attentionFilterSchema>;

const listedAttentionSchema = attentionSchema.extend(withOrderNumberSchema).meta({ id: 'ListedAttention' });

/** The answer of `GET /v1/attentions`. */
export const attentionPageSchema = z
  .strictObject({ attentions: z.array(listedAttentionSchema).describe('Those opened last first'), nextCursor })
  .meta({ id: 'AttentionPage' });

/** A page of alerts as the API shows it. */
export type AttentionPage = z.infer<typeof attentionPageSchema>;

/** The code of an alert in a path. */
export const attentionCodeSchema = z.enum(ATTENTION_CODES).meta({ examples: ['refund_failed'] });

/** The body of `POST /v1/orders/{orderId}/attentions/{code}/close`. */
export const attentionClosingSchema = z
  .strictObject({
    by: text(100).describe('Who has solved it: a name or a number of your own. The timeline and Temporal show it'),
    reason: text(500).describe('How it was solved, for people: it stands in the timeline'),
  })
  .meta({ id: 'NewAttentionClosing' });

/** The body, checked. */
export type AttentionClosingBody = z.output<typeof attentionClosingSchema>;

/** An alert as the API shows it. */
export type Attention = z.infer<typeof attentionSchema>;
