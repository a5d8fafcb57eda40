import { z } from 'zod';
import { newCancellationSchema } from '../cancellations/cancellation.schema';
import { newConfirmationSchema } from '../confirmations/confirmation.schema';
import { newDeadlineSchema } from '../deadlines/deadline.schema';
import { dryRunRequestSchema, refusedWithSchema } from '../dry-run/dry-run.schema';
import { newLinesSchema } from '../lines/line.schema';
import { newOrderSchema } from '../orders/new-order.schema';
import { ORDER_STATUSES } from '../../../../libs/domain/orders/order-status';
import { newRefundSchema } from '../refunds/refund.schema';
import { newShipmentSchema } from '../shipments/shipment.schema';

/** Longer than any hold lives, renewed as often as it can be. */
const HOURS_AT_MOST = 400 * 24;

const EVENTS_AT_MOST = 100;

const eventSchema = z
  .strictObject({
    afterHours: z.number().min(0).max(HOURS_AT_MOST).describe('So long after the order; 216 is nine days'),
    shipment: newShipmentSchema.optional(),
    cancellation: newCancellationSchema.optional(),
    lines: newLinesSchema.optional(),
    deadline: newDeadlineSchema.optional(),
    refund: newRefundSchema.optional().describe('Of what was captured by then; `reopen` is not played'),
    confirmation: newConfirmationSchema.optional().describe('Another payment method, where the order waits for one'),
    authentication: z
      .enum(['succeeds', 'fails'])
      .optional()
      .describe('The buyer does what 3-D Secure asks for, or fails; only a card with `authentication` asks'),
    fault: z
      .enum(['card_declines', 'card_accepts', 'hold_lost'])
      .optional()
      .describe(
        'card_declines: from then on the bank says no to whatever it is asked, until card_accepts; hold_lost: the hold ' +
          'expires at once',
      ),
  })
  .refine((event) => Object.values(event).filter((each) => each !== undefined).length === 2, {
    path: ['shipment'],
    error: 'must be given, or another of the things that can happen instead: exactly one',
  })
  .refine(({ refund }) => refund?.reopen === undefined, {
    path: ['refund', 'reopen'],
    error: 'is not played: what is open again depends on the card',
  })
  .meta({ id: 'SimulatedEvent' });

/** The body of `POST /v1/simulations`. */
export const newSimulationSchema = z
  .strictObject({
    order: newOrderSchema,
    placedAt: z.iso.datetime().optional().describe('Left out: now'),
    card: z
      .strictObject({
        multicapture: z.boolean().default(true).describe('Whether a hold can be captured more than once'),
        overcapture: z.boolean().default(false),
        incrementalAuthorization: z.boolean().default(false),
        authentication: z
          .boolean()
          .default(false)
          .describe(
            'Whether its bank wants the buyer to authenticate before it holds anything or is saved (3-D Secure)',
          ),
        validForHours: z.number().min(1).max(HOURS_AT_MOST).default(168).describe('How long a hold lasts'),
      })
      .optional()
      .describe(
        'Left out: one that can be captured more than once, and whose holds last seven days. At a provider that knows nothing ' +
          'of card features (WooshPay) the first three count for nothing',
      ),
    events: z.array(eventSchema).max(EVENTS_AT_MOST),
  })
  .meta({ id: 'NewSimulation' });

/** The body of a simulation, checked. */
export type NewSimulationBody = z.output<typeof newSimulationSchema>;

/** What happens in it, checked. */
export type SimulatedEventBody = z.output<typeof eventSchema>;

const momentSchema = z.strictObject({
  at: z.iso.datetime(),
  by: z.enum(['shop', 'clock', 'network', 'buyer']).describe('clock: Holdfast by itself, at a deadline'),
  kind: z
    .string()
    .describe(
      'What happened, such as hold_placed, hold_awaited (the buyer is asked), shipment_captured, refund_succeeded, refused',
    ),
  id: z.string().nullable().describe('Of the shipment, cancellation, change or refund; null: none'),
  refusal: refusedWithSchema.nullable().describe('Why not; null: it happened'),
  requests: z.array(dryRunRequestSchema).describe('What the provider was asked for'),
  status: z.enum(ORDER_STATUSES),
  amounts: z
    .strictObject({
      held: z.int(),
      captured: z.int(),
      covered: z.int().describe('Of shipments that left and are captured later'),
      released: z.int(),
      lost: z.int(),
      refunded: z.int().describe('Of what was captured'),
    })
    .describe('Of the whole order after it, in minor units'),
  attention: z.array(z.string()).describe('Alerts that it opened'),
});

/** A simulation as the API shows it. */
export const simulationSchema = z
  .strictObject({
    orderId: z.string(),
    currency: z.string(),
    total: z.int(),
    status: z.enum(ORDER_STATUSES).describe('At the end'),
    moments: z.array(momentSchema).describe('In their order, until nothing can happen any more'),
  })
  .meta({ id: 'Simulation' });

/** A simulation as the API shows it. */
export type SimulationBody = z.infer<typeof simulationSchema>;
