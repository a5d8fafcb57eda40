import { z } from 'zod';
import { DOUBTS } from '../../../../libs/domain/orders/fraud-signal';
import { fieldWords } from '../input/field-words';
import { lineQuantities } from '../input/fields';

const SHIP_CHECK_REASONS = [
  'ok',
  'order_not_authorized',
  'hold_lost',
  'order_closed',
  'units_not_available',
  'deadline_passed',
  'must_ship_together',
  'final_capture_failed',
  'already_paid',
  'payment_pending',
  'workflow_missing',
  ...DOUBTS,
  'hold_too_small',
] as const;

/** Why units may ship or not: `ok` and `already_paid` are yes, all others no. */
export type ShipCheckReason = (typeof SHIP_CHECK_REASONS)[number];

/** The query of `GET /v1/orders/{orderId}/ship-check`. */
export const shipCheckQuerySchema = z.strictObject({
  lines: z
    .string()
    // No URL of ours is longer than 2048 characters.
    .max(1_900)
    .regex(/^[^:,]+:[1-9]\d{0,3}(,[^:,]+:[1-9]\d{0,3})*$/, 'must be lineId:quantity pairs such as 1:1,2:1')
    .transform((written, context) => {
      const pairs = written.split(',').map((pair) => {
        const [lineId = '', quantity = ''] = pair.split(':');
        return { lineId, quantity: Number(quantity) };
      });
      const parsed = lineQuantities.safeParse(pairs, { error: fieldWords });
      if (parsed.success) return parsed.data;
      const [issue] = parsed.error.issues;
      context.addIssue(issue?.message ?? 'not valid');
      return z.NEVER;
    })
    .optional()
    .describe('Which units, as `lineId:quantity` pairs separated by commas; left out: everything that is open'),
});

/** The query of the ship check, checked; no lines: everything that is open. */
export type ShipCheckQuery = z.output<typeof shipCheckQuerySchema>;

/** The answer of `GET /v1/orders/{orderId}/ship-check`. */
export const shipCheckSchema = z
  .strictObject({
    mayShip: z.boolean(),
    reason: z
      .enum(SHIP_CHECK_REASONS)
      .describe(
        [
          'ok: ship now, and send the shipment at once',
          'order_not_authorized: nothing is held now (not yet, or between two holds), or the saved card was charged as often as allowed',
          'hold_lost: the hold expired or was taken back, or Stripe refuses to capture from it; nothing can be captured',
          'order_closed: nothing of the order is open any more',
          'units_not_available: fewer of these units are open',
          'deadline_passed: Holdfast is about to act on the hold',
          'must_ship_together: this card allows no further capture, so all open units must leave together',
          'final_capture_failed: the final capture was refused; ship nothing that it has to pay for',
          'already_paid: the units were paid at once or captured at the deadline, and nothing of the order was refunded since: ship them, and send no shipment',
          'payment_pending: the payment of another shipment waits for the buyer or the bank, or its outcome is not known yet',
          'workflow_missing: the workflow of the order, or of a refund or dispute of it, has stopped; Holdfast starts it again, or an alert is open',
          'under_review: a review of the payment is open at Stripe',
          'fraud_warning: the card network warned of fraud',
          'disputed: a payment of the order is disputed; for these three, policy.shipDespite can say yes all the same',
          'hold_too_small: somebody captured of the hold at Stripe, and what is left does not pay for these units',
        ].join('; '),
      ),
    heldUntil: z.iso
      .datetime()
      .nullable()
      .describe('Until when a shipment can be captured: when Holdfast acts on the hold (releaseAt); null without one'),
  })
  .meta({ id: 'ShipCheck' });

/** The ship check as the API shows it. */
export type ShipCheck = z.infer<typeof shipCheckSchema>;
