import { z } from 'zod';
import type { DeliveryRecord } from '../../../../libs/postgres/feed/delivery-store';
import { shopId } from '../input/fields';
import { withOrderNumberSchema } from '../orders/with-order-number';
import { eventIdOf } from './event-id';

const endpointName = z
  .string()
  .regex(/^[A-Za-z0-9._-]{1,32}$/, 'must be the name of an endpoint in EVENT_ENDPOINTS')
  .meta({ examples: ['shop'] });

const STATES = ['waiting', 'due', 'delivered', 'failed'] as const satisfies readonly DeliveryRecord['state'][];

const instantOrNull = z.iso.datetime().nullable();

/** One event on its way to one endpoint of the shop. */
export const deliverySchema = z
  .strictObject({
    eventId: z.string(),
    endpoint: z.string(),
    orderId: z.string(),
    state: z
      .enum(STATES)
      .describe(
        'waiting: an earlier event of the order is sent first; due: being sent, or to be sent; failed: not sent any more after ' +
          'three days',
      ),
    attempts: z.int().describe('Attempts since it was last requested'),
    lastAttemptAt: instantOrNull,
    nextAttemptAt: instantOrNull.describe('When it is sent next; null unless due'),
    lastStatus: z.int().nullable().describe('HTTP status of the last answer; null when none came'),
    lastError: z.string().nullable(),
    endedAt: instantOrNull,
  })
  .meta({ id: 'EventDelivery' });

/** A delivery as the API shows it. */
export type DeliveryBody = z.infer<typeof deliverySchema>;

/** The query of `GET /v1/event-deliveries`. */
export const deliveryQuerySchema = z.strictObject({
  endpoint: endpointName.optional(),
  state: z.enum(STATES).optional(),
  orderId: shopId.optional(),
  cursor: z
    .string()
    .regex(/^event_\d{12,15}~[A-Za-z0-9._-]{1,32}$/, 'must be nextCursor of the previous page')
    .optional()
    .describe('nextCursor of the previous page'),
  limit: z
    .string()
    .regex(/^([1-9]\d?|100)$/, 'must be 1 to 100')
    .transform(Number)
    .default(20)
    .describe('How many at most, 1 to 100; 20 when left out'),
});

/** What `GET /v1/event-deliveries` is asked, read and checked. */
export type DeliveryQuery = z.output<typeof deliveryQuerySchema>;

const listedDeliverySchema = deliverySchema.extend(withOrderNumberSchema).meta({ id: 'ListedEventDelivery' });

/** The answer of `GET /v1/event-deliveries`. */
export const deliveryPageSchema = z
  .strictObject({
    deliveries: z.array(listedDeliverySchema).describe('Those of the newest events first'),
    nextCursor: z.string().nullable().describe('Null on the last page'),
  })
  .meta({ id: 'EventDeliveryPage' });

/** One page of deliveries, newest first. */
export type DeliveryPage = z.infer<typeof deliveryPageSchema>;

/** The body of `POST /v1/events/{eventId}/redeliver`. */
export const redeliverySchema = z.strictObject({ endpoint: endpointName }).meta({ id: 'NewEventRedelivery' });

/** What a redelivery is asked, read and checked. */
export type RedeliveryBody = z.output<typeof redeliverySchema>;

/** Shows what is recorded of a delivery as the API's EventDelivery. */
export function deliveryView(record: DeliveryRecord): DeliveryBody {
  const { position, endpoint, orderId, state, attempts, lastStatus, lastError } = record;
  return {
    eventId: eventIdOf(position),
    ...{ endpoint, orderId, state, attempts },
    lastAttemptAt: record.lastAttemptAt,
    nextAttemptAt: record.nextAttemptAt,
    ...{ lastStatus, lastError },
    endedAt: record.endedAt,
  };
}
