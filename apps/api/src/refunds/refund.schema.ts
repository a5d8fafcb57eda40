import { z } from 'zod';
import { REFUND_STATUSES } from '../../../../libs/domain/refunds/refund';
import { amount, lineQuantities, orNull, shopId, text } from '../input/fields';

/** The body of `POST /v1/orders/{orderId}/refunds`. */
export const newRefundSchema = z
  .strictObject({
    refundId: shopId,
    shipmentId: orNull(shopId).describe('All that is left of this shipment or, with lines, these units of it'),
    lines: orNull(lineQuantities).describe('The units that shipped last, at what was captured for them'),
    amount: orNull(amount.min(1)).describe('Minor units; no unit counts as returned'),
    reason: text(500).describe('Shown in the timeline. `duplicate` and `fraudulent` are also passed to Stripe'),
  })
  .check(({ value, issues }) => {
    const named = value.shipmentId !== null || value.lines !== null;
    if (named === (value.amount === null)) return;
    const message = named
      ? 'cannot be combined with shipmentId or lines: they say what is refunded'
      : 'must be given when neither shipmentId nor lines say what is refunded';
    issues.push({ code: 'custom', input: value.amount, path: ['amount'], message });
  })
  .meta({ id: 'NewRefund' });

/** The body of a refund, checked. */
export type NewRefundBody = z.output<typeof newRefundSchema>;

const refundPartSchema = z.strictObject({
  status: z.enum(REFUND_STATUSES),
  amount: z.int(),
  paymentIntentId: z.string().nullable(),
  chargeId: z.string().nullable(),
  stripeRefundId: z.string().nullable().describe('Null until Stripe has answered'),
  errorCode: z.string().nullable().describe("Stripe's reason why it failed or was refused"),
});

const reversalSchema = z.strictObject({
  of: z.enum(['transfer', 'application_fee']),
  status: z
    .enum(['requested', 'done', 'refused', 'dropped'])
    .describe(
      'requested: not done yet; refused: a person must settle it, the refund succeeded; dropped: the refund failed first',
    ),
  amount: z.int(),
  currency: z.string().describe('A transfer can be in the settlement currency'),
  shipmentId: z.string(),
  stripeId: z.string().nullable().describe('The transfer or application fee; null while it is not known'),
  stripeReversalId: z.string().nullable(),
  errorCode: z.string().nullable(),
});

/** A refund, in every answer that shows one. Amounts are minor units of its currency. */
export const refundSchema = z
  .strictObject({
    refundId: z.string(),
    orderId: z.string(),
    status: z
      .enum(REFUND_STATUSES)
      .describe(
        'requested: Stripe has not answered yet; pending: on its way; failed: the money came back to the ' +
          'shop; refused: no money moved, and the id may be used again',
      ),
    amount: z.int(),
    currency: z.string(),
    reason: z.string(),
    shipmentId: z.string().nullable(),
    lines: z.array(z.strictObject({ lineId: z.string(), quantity: z.int() })).describe('Empty for a refund by amount'),
    stripeRefundId: z.string().nullable().describe('Of the first part; nearly every refund has only one'),
    parts: z.array(refundPartSchema).describe('One for each charge that is refunded'),
    reversals: z
      .array(reversalSchema)
      .describe('Transfers to a connected account and application fees that are returned with it'),
    createdAt: z.iso.datetime(),
    settledAt: z.iso.datetime().nullable().describe('Null while requested or pending'),
  })
  .meta({ id: 'Refund' });

/** A refund as the API shows it. */
export type Refund = z.infer<typeof refundSchema>;
