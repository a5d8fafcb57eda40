import { z } from 'zod';
import { REFUND_STATUSES, REFUND_TO } from '../../../../libs/domain/refunds/refund';
import { amount, lineQuantities, orNull, shopId, text } from '../input/fields';

/** The body of `POST /v1/orders/{orderId}/refunds`. */
export const newRefundSchema = z
  .strictObject({
    refundId: shopId,
    shipmentId: orNull(shopId).describe('All that is left of this shipment or, with lines, these units of it'),
    lines: orNull(lineQuantities).describe('The units that shipped last, at what was captured for them'),
    amount: orNull(amount.min(1)).describe(
      'Minor units. Alone: no unit counts as returned. With shipmentId or lines: what is refunded for them, at most their ' +
        'worth; they count as returned, and the rest stays with you (a restocking fee)',
    ),
    // Left out where there is none: refunds from before this field keep their content hash.
    shipping: z
      .literal(true)
      .optional()
      .describe('The captured shipping that is not refunded yet, once; the units stay with the buyer'),
    refundTo: z
      .enum(REFUND_TO)
      .optional()
      .describe(
        'Of an order with credits, with an amount beside shipmentId or lines: what gets it first, the card (when left out) or ' +
          'the credits. Without an amount each gets back what it paid for the units',
      ),
    // Left out where it is not asked for, as above.
    reopen: z
      .literal(true)
      .optional()
      .describe(
        'The units that go back are open again, to ship a replacement: as new units of their lines, at the same worth. ' +
          'Only while the order is open, and with shipmentId or lines',
      ),
    reason: text(500).describe('Shown in the timeline. `duplicate` and `fraudulent` are also passed to Stripe'),
  })
  .check(({ value, issues }) => {
    const forUnits = value.amount !== null && (value.shipmentId !== null || value.lines !== null);
    if (value.refundTo !== undefined && !forUnits) {
      const text = 'says which gets an amount for units first: it needs amount, and shipmentId or lines';
      issues.push({ code: 'custom', input: value, path: ['refundTo'], message: text });
    }
    const named = value.shipmentId !== null || value.lines !== null || value.amount !== null;
    if (named === (value.shipping === undefined)) return;
    const [path, message] = named
      ? ['shipping', 'cannot be combined with shipmentId, lines or amount: it says what is refunded']
      : ['amount', 'must be given when neither shipmentId, lines nor shipping say what is refunded'];
    issues.push({ code: 'custom', input: value, path: [path], message });
  })
  .check(({ value, issues }) => {
    if (value.reopen === undefined || value.shipmentId !== null || value.lines !== null) return;
    const message = 'needs shipmentId or lines: they say which units are open again';
    issues.push({ code: 'custom', input: value, path: ['reopen'], message });
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
    amount: z.int().describe('What the card gets'),
    currency: z.string(),
    credits: z
      .array(z.strictObject({ creditId: z.string(), amount: z.int() }))
      .describe('What you return beside the card, once the refund is pending or succeeded: Holdfast cannot'),
    reason: z.string(),
    shipmentId: z.string().nullable(),
    lines: z
      .array(z.strictObject({ lineId: z.string(), quantity: z.int() }))
      .describe('What counts as returned; empty for a refund by amount or of shipping'),
    reopened: z.boolean().describe('Whether its units are open again, to ship a replacement'),
    shipping: z.boolean().describe('Whether it is the shipping alone that goes back'),
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

/** The answer of `GET /v1/orders/{orderId}/refunds`. */
export const refundListSchema = z
  .strictObject({ orderId: z.string(), refunds: z.array(refundSchema).describe('Oldest first, whatever their status') })
  .meta({ id: 'RefundList' });

/** The refunds of an order as the API shows them. */
export type RefundList = z.infer<typeof refundListSchema>;
