import { z } from 'zod';
import { lineQuantities, newShipmentId, notOfferedYet, orNull, text } from '../input/fields';

/** The body of `POST /v1/orders/{orderId}/shipments`. */
export const newShipmentSchema = z
  .strictObject({
    shipmentId: newShipmentId,
    lines: lineQuantities,
    carrier: orNull(text(64)),
    trackingNumber: orNull(text(64)),
    amountAdjustment: notOfferedYet('ship what the allocation is worth'),
  })
  .meta({ id: 'NewShipment' });

export type NewShipmentBody = z.output<typeof newShipmentSchema>;

const instantOrNull = z.iso.datetime().nullable();

const breakdownSchema = z.strictObject({
  goods: z.int(),
  tax: z.int(),
  discount: z.int().describe('Counts down'),
  shipping: z.int(),
  adjustment: z.int(),
});

const captureSchema = z.strictObject({
  captureId: z.string(),
  paymentIntentId: z
    .string()
    .nullable()
    .describe('Null when nothing had to be charged, or while the answer of Stripe is not known'),
  chargeId: z.string().nullable(),
  balanceTransactionId: z.string().nullable().describe('Null until the capture is settled'),
  fee: z.int().nullable().describe('Minor units of the settlement currency'),
  net: z.int().nullable().describe('Minor units of the settlement currency'),
  settlementCurrency: z.string().nullable(),
  capturedAt: instantOrNull,
  settledAt: instantOrNull,
});

export const shipmentSchema = z
  .strictObject({
    shipmentId: z.string(),
    orderId: z.string(),
    status: z
      .enum(['captured', 'settled', 'covered', 'pending', 'refused'])
      .describe(
        'pending: it is not decided yet, because the answer of Stripe is not known or the buyer must authenticate',
      ),
    lines: z.array(z.strictObject({ lineId: z.string(), quantity: z.int() })),
    amount: z.int(),
    breakdown: breakdownSchema,
    final: z.boolean().describe('Whether this capture gave back what was left of the hold'),
    capture: captureSchema,
    carrier: z.string().nullable(),
    trackingNumber: z.string().nullable(),
  })
  .meta({ id: 'Shipment' });

export type Shipment = z.infer<typeof shipmentSchema>;
