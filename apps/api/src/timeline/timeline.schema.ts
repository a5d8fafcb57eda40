import { z } from 'zod';
import { TIMELINE_KINDS } from '../../../../libs/postgres/orders/timeline-store';
import { moneySchema } from '../orders/money.schema';

/** One thing that happened to an order: when, by whom, about what. */
export const timelineEntrySchema = z
  .strictObject({
    at: z.iso.datetime(),
    kind: z.string().describe(`What happened; new kinds may come. So far: ${TIMELINE_KINDS.join(', ')}`),
    amount: moneySchema.nullable(),
    who: z.string().describe('shop, holdfast or stripe; others may come'),
    key: z.string().nullable().describe('The name of the API key that asked; null when no key did'),
    person: z.string().nullable().describe('Whom the header `Holdfast-Actor` of the request named'),
    requestId: z.string().nullable(),
    about: z.record(z.string(), z.string()).describe('Ids of what it is about: shipmentId, paymentIntentId …'),
    message: z.string(),
  })
  .meta({ id: 'TimelineEntry' });

/** An entry of a timeline as the API shows it. */
export type TimelineEntryBody = z.infer<typeof timelineEntrySchema>;

/** The answer of `GET /v1/orders/{orderId}/timeline`. */
export const timelineSchema = z
  .strictObject({
    orderId: z.string(),
    entries: z.array(timelineEntrySchema).describe('Oldest first'),
  })
  .meta({ id: 'Timeline' });

/** The timeline of an order as the API shows it. */
export type Timeline = z.infer<typeof timelineSchema>;
