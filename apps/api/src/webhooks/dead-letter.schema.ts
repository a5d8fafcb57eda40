import { z } from 'zod';
import { text } from '../input/fields';
import { nextCursor, pageFields, trueOrFalse } from '../input/page';
import { withOrderNumberSchema } from '../orders/with-order-number';

/** What a person did about a dead letter. */
export const letterDecisionSchema = z
  .strictObject({
    eventId: z.string(),
    decision: z.enum(['redelivered', 'dropped']),
    decidedBy: z.string().describe('The person, or the name of the key; `anonymous` where the API needs none'),
    reason: z.string().nullable(),
    requestId: z.string(),
    decidedAt: z.iso.datetime(),
  })
  .meta({ id: 'DeadLetterDecision' });

/** A decision as the API shows it. */
export type LetterDecisionBody = z.infer<typeof letterDecisionSchema>;

const deadLetterSchema = z
  .strictObject({
    eventId: z.string().describe("Stripe's id of the event"),
    type: z.string().describe("Stripe's type of the event"),
    orderId: z.string().nullable().describe('What the event calls the order; it need not be one of yours'),
    ...withOrderNumberSchema,
    paymentIntentId: z.string().nullable(),
    happenedAt: z.iso.datetime(),
    receivedAt: z.iso.datetime(),
    attempts: z.int().describe('Since it was received, or delivered again'),
    reason: z.string().describe('Why it was abandoned'),
    lastError: z.string().nullable(),
    droppedAt: z.iso.datetime().nullable().describe('When a person dropped it; null: nobody did'),
    decisions: z.array(letterDecisionSchema).describe('What people did about it, oldest first'),
  })
  .meta({ id: 'DeadLetter' });

/** The query of `GET /v1/dead-letters`. */
export const deadLetterQuerySchema = z.strictObject({
  dropped: trueOrFalse.optional().describe('Those that a person dropped (true); left out: those that wait for one'),
  ...pageFields,
});

/** What `GET /v1/dead-letters` is asked, checked. */
export type DeadLetterQuery = z.output<typeof deadLetterQuerySchema>;

/** The answer of `GET /v1/dead-letters`. */
export const deadLetterPageSchema = z
  .strictObject({ deadLetters: z.array(deadLetterSchema).describe('Those received last first'), nextCursor })
  .meta({ id: 'DeadLetterPage' });

/** A page of dead letters as the API shows it. */
export type DeadLetterPage = z.infer<typeof deadLetterPageSchema>;

/** The id of an event of a provider, in a path. */
export const providerEventIdSchema = z
  .string()
  .regex(/^[\w-]{1,255}$/, 'must be the id of an event, such as evt_1')
  .meta({ examples: ['evt_1PkLf2LkdIwHu7ix0kHrGyJc'] });

/** The body of `POST /v1/dead-letters/{eventId}/redeliver`. */
export const letterRedeliverySchema = z
  .strictObject({ reason: text(500).optional().describe('For people: what has changed since') })
  .meta({ id: 'NewDeadLetterRedelivery' });

/** The body of a redelivery, checked. */
export type LetterRedeliveryBody = z.output<typeof letterRedeliverySchema>;

/** The body of `POST /v1/dead-letters/{eventId}/drop`. */
export const letterDropSchema = z
  .strictObject({ reason: text(500).describe('For people: why nobody needs to look at it') })
  .meta({ id: 'NewDeadLetterDrop' });

/** The body of a drop, checked. */
export type LetterDropBody = z.output<typeof letterDropSchema>;
