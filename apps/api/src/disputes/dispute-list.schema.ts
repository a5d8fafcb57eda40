import { z } from 'zod';
import { DISPUTE_STATUSES } from '../../../../libs/domain/disputes/dispute';
import { instant, shopId } from '../input/fields';
import { nextCursor, pageFields, trueOrFalse } from '../input/page';
import { withOrderNumberSchema } from '../orders/with-order-number';
import { disputeSchema } from './dispute.schema';

/** The query of `GET /v1/disputes`. */
export const disputeFilterSchema = z.strictObject({
  orderId: shopId.optional(),
  status: z.enum(DISPUTE_STATUSES).optional(),
  open: trueOrFalse.optional().describe('Only disputes that the bank still decides (true), or that are over (false)'),
  evidenceDueBefore: instant.optional().describe('Only disputes with an evidenceDueBy before this'),
  ...pageFields,
});

/** What `GET /v1/disputes` is asked, checked. */
export type DisputeFilterQuery = z.output<typeof disputeFilterSchema>;

const listedDisputeSchema = disputeSchema.extend(withOrderNumberSchema).meta({ id: 'ListedDispute' });

/** The answer of `GET /v1/disputes`. */
export const disputePageSchema = z
  .strictObject({ disputes: z.array(listedDisputeSchema).describe('Those opened last first'), nextCursor })
  .meta({ id: 'DisputePage' });

/** A page of disputes as the API shows it. */
export type DisputePage = z.infer<typeof disputePageSchema>;
