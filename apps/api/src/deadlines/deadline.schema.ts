import { z } from 'zod';
import { DEADLINE_POLICIES } from '../../../../libs/domain/orders/order';
import { marginSeconds } from '../orders/new-order.schema';

/** The body of `POST /v1/orders/{orderId}/deadline`. */
export const newDeadlineSchema = z
  .strictObject({
    onDeadline: z
      .enum(DEADLINE_POLICIES)
      .optional()
      .describe('What becomes of what has not shipped; left out: as it is. `reauthorize` needs a saved card'),
    marginSeconds: marginSeconds
      .optional()
      .describe(
        'How long before the hold expires Holdfast acts on it, at most half of the time that is left; left out: as it is',
      ),
  })
  .refine(({ onDeadline, marginSeconds: margin }) => onDeadline !== undefined || margin !== undefined, {
    path: ['onDeadline'],
    error: 'must be given, or marginSeconds',
  })
  .meta({ id: 'NewDeadline' });

/** The body, checked. */
export type NewDeadlineBody = z.output<typeof newDeadlineSchema>;
