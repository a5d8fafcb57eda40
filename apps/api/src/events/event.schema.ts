import { z } from 'zod';
import { EVENT_TYPES, type EventType } from '../../../../libs/domain/feed/event-types';
import { ATTENTION_CODES } from '../../../../libs/domain/payment/payment';
import { disputeSchema } from '../disputes/dispute.schema';
import { shopId } from '../input/fields';
import { orderSchema } from '../orders/order.schema';
import { refundSchema } from '../refunds/refund.schema';
import { shipmentSchema } from '../shipments/shipment.schema';
import { timelineEntrySchema } from '../timeline/timeline.schema';
import { EVENT_ID } from './event-id';

/** The id of an event, checked. */
export const eventIdSchema = z
  .string()
  .regex(EVENT_ID, 'must be the id of an event, such as event_000000000042')
  .meta({ examples: ['event_000000000042'] });

/** Longer than any proxy waits is of no use, and the answer of a workflow may take as long. */
const LONGEST_WAIT_SECONDS = 20;
/** Events on one page at most: a page with resources stays below some megabytes. */
const EVENTS_AT_MOST = 500;

/** The query of `GET /v1/events`. */
export const eventQuerySchema = z.strictObject({
  after: z
    .union([eventIdSchema, z.literal('latest')])
    .optional()
    .describe(
      'Only events after this one: `next` of the previous answer; `latest`: only those from now on. Left out: from the ' +
        'oldest',
    ),
  types: z
    .string()
    .transform((list) => list.split(','))
    .pipe(z.array(z.enum(EVENT_TYPES)))
    .optional()
    .describe('Only events of these types, separated by commas'),
  orderId: shopId.optional().describe('Only events of this order'),
  limit: z
    .string()
    .regex(/^([1-9]\d?|[1-4]\d\d|500)$/, `must be 1 to ${EVENTS_AT_MOST.toString()}`)
    .transform(Number)
    .default(100)
    .describe(`How many at most, 1 to ${EVENTS_AT_MOST.toString()}; 100 when left out`),
  wait: z
    .string()
    .regex(/^(1?\d|20)$/, `must be 0 to ${LONGEST_WAIT_SECONDS.toString()} seconds`)
    .transform(Number)
    .default(0)
    .describe('Seconds to wait for an event where there is none yet, 0 to 20; 0 when left out'),
});

/** What `GET /v1/events` is asked, read and checked. */
export type EventQuery = z.output<typeof eventQuerySchema>;

const changedSchema = z
  .strictObject({
    status: z
      .strictObject({ from: z.string().nullable().describe('Null when there was none'), to: z.string() })
      .nullable()
      .describe('Status of the order, shipment, refund or attention; null when a timeline entry says it'),
    entry: timelineEntrySchema.nullable().describe('The timeline entry about it, if there is one'),
  })
  .describe('What happened')
  .meta({ id: 'EventChange' });

const attentionSchema = z
  .strictObject({
    code: z.enum(ATTENTION_CODES),
    message: z.string(),
    since: z.iso.datetime(),
    closedAt: z.iso.datetime().nullable(),
    closedBy: z.string().nullable(),
    closeReason: z.string().nullable(),
  })
  .meta({ id: 'EventAttention' });

const OF_ORDER = [
  'order.authorized',
  'order.action_required',
  'order.payment_failed',
  'order.completed',
  'order.canceled',
  'hold.expiring',
  'hold.renewed',
  'hold.released',
  'hold.lost',
] as const satisfies readonly EventType[];
const OF_SHIPMENT = [
  'shipment.covered',
  'shipment.captured',
  'shipment.settled',
  'shipment.failed',
  'shipment.canceled',
] as const satisfies readonly EventType[];
const OF_REFUND = ['refund.succeeded', 'refund.failed'] as const satisfies readonly EventType[];
const OF_DISPUTE = ['dispute.opened', 'dispute.closed'] as const satisfies readonly EventType[];
const OF_ATTENTION = ['attention.opened', 'attention.closed'] as const satisfies readonly EventType[];

const order = orderSchema.describe(
  'As it is now; clientSecret and nextAction are left out: read them with a write key',
);
const now = 'As it is now, which may be later than the event';

/** Events of some types, which are about one kind of resource. */
function eventsOf<const Type extends EventType, Data extends z.ZodRawShape>(
  id: string,
  types: readonly Type[],
  data: Data,
) {
  return z
    .strictObject({
      id: z.string().describe('The same in the feed, in every delivery and in the header `webhook-id`'),
      type: z.enum(types),
      timestamp: z.iso.datetime().describe('When it was recorded'),
      orderId: z.string(),
      changed: changedSchema,
      data: z.strictObject({ order, ...data }),
    })
    .meta({ id });
}

/** An event for the shop: what happened, and the resource as `GET` shows it. */
export const eventSchema = z
  .discriminatedUnion('type', [
    eventsOf('OrderEvent', OF_ORDER, {}),
    eventsOf('ShipmentEvent', OF_SHIPMENT, { shipment: shipmentSchema.describe(now) }),
    eventsOf('RefundEvent', OF_REFUND, { refund: refundSchema.describe(now) }),
    eventsOf('DisputeEvent', OF_DISPUTE, { dispute: disputeSchema.describe(now) }),
    eventsOf('AttentionEvent', OF_ATTENTION, { attention: attentionSchema.describe(now) }),
  ])
  .meta({ id: 'Event' });

/** An event as the API and the endpoints of the shop show it. */
export type ShopEvent = z.infer<typeof eventSchema>;

/** The answer of `GET /v1/events`. */
export const eventPageSchema = z
  .strictObject({
    events: z.array(eventSchema).describe('In the order in which they happened'),
    next: z.string().describe('Send it as `after` next time, even when there was no event: then you miss none'),
  })
  .meta({ id: 'EventPage' });

/** One page of the feed, oldest first. */
export type EventPageBody = z.infer<typeof eventPageSchema>;
