import { z } from 'zod';
import { amount, instant, lineQuantities, orNull, shopId, text } from '../input/fields';
import { isReservedShipment } from '../../../../libs/domain/payment/covered';
import { LARGEST_AMOUNT } from '../../../../libs/domain/money/charge-limits';

const amountAdjustment = z
  .strictObject({
    amount: z
      .int()
      .min(-LARGEST_AMOUNT)
      .max(LARGEST_AMOUNT)
      .refine((amount) => amount !== 0, 'must not be 0: leave the adjustment out')
      .describe('Minor units added to the worth of the units; negative: taken off'),
    reason: text(255).describe('Shown to the card network and in the timeline'),
  })
  .describe(
    'For weighed goods or a more expensive carrier. More than the hold is captured or authorized only where the card allows it',
  )
  .meta({ id: 'AmountAdjustment' });

/** The body of `POST /v1/orders/{orderId}/shipments`. */
export const newShipmentSchema = z
  .strictObject({
    shipmentId: shopId
      .refine((id) => !isReservedShipment(id), 'must not begin with "holdfast.": Holdfast makes such shipments itself')
      .describe('Not beginning with `holdfast.`: such shipments are made by Holdfast itself'),
    lines: lineQuantities.optional().describe('The units that left; left out: `amount` says how much'),
    // Left out where there is none: shipments from before this field keep their content hash.
    amount: amount
      .min(1)
      .optional()
      .describe(
        'For shops that speak amounts, instead of `lines`: so much of whatever is open, one unit after the other in the ' +
          'order of the lines. Where it ends within a unit, tax and discount are shared in proportion, and the unit stays ' +
          'open for the rest',
      ),
    carrier: orNull(text(64)),
    trackingNumber: orNull(text(64)),
    // Left out where there is none: shipments from before this field keep their content hash.
    shippedAt: instant.optional().describe('When it left; left out: now'),
    amountAdjustment: amountAdjustment.optional(),
  })
  .refine(({ lines, amount }) => (lines === undefined) !== (amount === undefined), {
    path: ['lines'],
    error: 'must be given, or amount instead of it: one of the two',
  })
  .refine(({ amount, amountAdjustment: adjusted }) => amount === undefined || adjusted === undefined, {
    path: ['amountAdjustment'],
    error: 'goes with lines only: amount says what is captured',
  })
  .meta({
    id: 'NewShipment',
    examples: [
      { shipmentId: 'A', lines: [{ lineId: '1', quantity: 1 }], carrier: 'DHL', trackingNumber: 'JD0146' },
      { shipmentId: 'B', amount: 3450 },
    ],
  });

/** The body of a shipment, checked. */
export type NewShipmentBody = z.output<typeof newShipmentSchema>;

/** Where a shipment can stand. */
export const SHIPMENT_STATUSES = ['captured', 'settled', 'covered', 'pending', 'refused', 'canceled'] as const;

const instantOrNull = z.iso.datetime().nullable();

const breakdownSchema = z.strictObject({
  goods: z.int(),
  tax: z.int(),
  discount: z.int().describe('Subtracted'),
  shipping: z.int(),
  adjustment: z.int(),
  credit: z.int().optional().describe("Subtracted: what the order's credits paid of it; absent: nothing"),
});

const shareSchema = z.strictObject({ stripeId: z.string(), amount: z.int(), currency: z.string() });

/** One capture may take several shipments: what is said here is of all of them together. */
const captureSchema = z.strictObject({
  captureId: z.string().describe('Known while the shipment is covered; shipments that are captured together share it'),
  paymentIntentId: z
    .string()
    .nullable()
    .describe('Null when nothing had to be charged, or while Stripe has not answered'),
  chargeId: z.string().nullable(),
  balanceTransactionId: z.string().nullable().describe('Null until the capture is settled'),
  fee: z
    .int()
    .nullable()
    .describe('Of the whole capture, which can take several shipments; minor units of the settlement currency'),
  net: z
    .int()
    .nullable()
    .describe('Of the whole capture, which can take several shipments; minor units of the settlement currency'),
  settlementCurrency: z.string().nullable(),
  capturedAt: instantOrNull,
  settledAt: instantOrNull,
  transfer: shareSchema.optional().describe('What was transferred to a connected account; absent until that is known'),
  applicationFee: shareSchema.optional().describe('What the platform kept of it'),
});

/** A shipment, in every answer that shows one. Amounts are minor units of the order's currency. */
export const shipmentSchema = z
  .strictObject({
    shipmentId: z.string(),
    orderId: z.string(),
    status: z
      .enum(SHIPMENT_STATUSES)
      .describe(
        'covered: it counts as shipped, and is captured with others when the last one ships or at releaseAt; ' +
          'pending: Stripe has not answered yet, or the buyer must authenticate; ' +
          'refused: nothing was captured; also for a covered shipment whose hold was lost; ' +
          'canceled: it was covered and did not leave; its units are open again',
      ),
    lines: z.array(z.strictObject({ lineId: z.string(), quantity: z.int() })).describe('Whole units'),
    part: z
      .strictObject({ lineId: z.string(), amount: z.int() })
      .optional()
      .describe('What an amount takes of one more unit, which stays open for the rest; absent: nothing'),
    amount: z.int(),
    breakdown: breakdownSchema,
    final: z.boolean().describe('Whether this capture released the rest of the hold'),
    capture: captureSchema,
    carrier: z.string().nullable(),
    trackingNumber: z.string().nullable(),
    shippedAt: instantOrNull.describe(
      'When it left, as you said or when you told of it; capture.capturedAt is when it was paid',
    ),
  })
  .meta({ id: 'Shipment' });

/** The body of `POST /v1/orders/{orderId}/shipments/{shipmentId}/cancellation`. */
export const shipmentCancellationSchema = z
  .strictObject({ reason: text(500).describe('For people: it stands in the timeline') })
  .meta({ id: 'NewShipmentCancellation' });

/** The body, read. */
export type ShipmentCancellationBody = z.output<typeof shipmentCancellationSchema>;

/** A shipment as the API shows it. */
export type Shipment = z.infer<typeof shipmentSchema>;
