import { z } from 'zod';
import { problemSchema } from '../problems/problem.schema';

/** A request to the provider, as the API shows it. */
export const dryRunRequestSchema = z
  .strictObject({
    kind: z
      .string()
      .describe('authorize, increment, capture, charge (a payment of its own with the saved card), cancel or refund'),
    id: z
      .string()
      .nullable()
      .describe('The PaymentIntent, the SetupIntent or, for a refund, the charge; null: it does not exist yet'),
    amount: z.int().nullable().describe('Of an increment the whole hold after it; null: all that is left'),
    final: z.boolean().nullable().describe('Of a capture: whether the rest of the hold goes back with it'),
  })
  .meta({ id: 'ProviderRequest' });

/** Why something would not happen: of the problem that it would be answered with. */
export const refusedWithSchema = problemSchema
  .omit({ type: true, instance: true, requestId: true })
  .meta({ id: 'Refusal' });

/** What a command would do, as the API shows it. */
export const dryRunSchema = z
  .strictObject({
    dryRun: z.literal(true),
    orderId: z.string(),
    currency: z.string(),
    refusal: refusedWithSchema
      .nullable()
      .describe(
        'Why not: the problem that the command would be answered with, as the order stands. Null: it would work',
      ),
    replayed: z.boolean().describe('An earlier request did it: nothing would happen'),
    requests: z.array(dryRunRequestSchema).describe('What the provider would be asked for, in this order'),
    amounts: z
      .strictObject({
        incremented: z.int().describe('What the hold would be incremented by before'),
        captured: z.int(),
        covered: z.int().describe('What would count as shipped, and be captured later; below 0: no longer'),
        released: z.int().describe('What would go back to the buyer out of the hold, now'),
        releasedLater: z.int().describe('What would go back with the final capture of the hold, or its release'),
        refunded: z.int().describe('What would go back to the card out of what was captured'),
        credited: z.int().describe('What you would return to gift cards and other credits: Holdfast cannot'),
        held: z.int().describe('What would be held afterwards'),
      })
      .describe('Minor units of the currency, should the provider do what it is asked for'),
  })
  .meta({ id: 'DryRun' });

/** A dry run as the API shows it. */
export type DryRunBody = z.infer<typeof dryRunSchema>;
