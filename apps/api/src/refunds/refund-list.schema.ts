import { z } from 'zod';
import { REFUND_STATUSES } from '../../../../libs/domain/refunds/refund';
import { instant, shopId } from '../input/fields';
import { nextCursor, pageFields } from '../input/page';
import { withOrderNumberSchema } from '../orders/with-order-number';
import { refundSchema } from './refund.schema';

/** The query of `GET /v1/refunds`. */
export const refundFilterSchema = z.strictObject({
  orderId: shopId.optional(),
  status: z.enum(REFUND_STATUSES).optional(),
  createdAfter: instant.optional().describe('Only refunds asked for at this instant or later'),
  createdBefore: instant.optional().describe('Only refunds asked for before this'),
  ...pageFields,
});

/** What `GET /v1/refunds` is asked, checked. */
export type RefundFilterQuery = z.output<typeof refundFilterSchema>;

const listedRefundSchema = refundSchema.extend(withOrderNumberSchema).meta({ id: 'ListedRefund' });

/** The answer of `GET /v1/refunds`. */
export const refundPageSchema = z
  .strictObject({ refunds: z.array(listedRefundSchema).describe('Newest first, whatever their status'), nextCursor })
  .meta({ id: 'RefundPage' });

/** A page of refunds as the API shows it. */
export type RefundPage = z.infer<typeof refundPageSchema>;
