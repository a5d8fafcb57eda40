import { z } from 'zod';
import { ORDER_STATUSES } from '../../../../libs/domain/orders/order-status';
import { ATTENTION_CODES } from '../../../../libs/domain/payment/payment';
import { CAPTURE_PLANS } from '../../../../libs/domain/provider/capture-plan';
import type { OrderConditions } from '../../../../libs/postgres/records/order-record';
import { instant, shopId, text } from '../input/fields';
import { pageFields, trueOrFalse } from '../input/page';

/** Names that Stripe gives: never long, and never with a space. */
const stripeId = z.string().regex(/^[A-Za-z0-9_]{1,255}$/, "must be an id of Stripe's");

/** The query of `GET /v1/orders`. An order is listed when everything that is given is true of it. */
export const orderFilterSchema = z
  .strictObject({
    status: z.enum(ORDER_STATUSES).optional(),
    createdAfter: instant.optional().describe('Only orders created at this instant or later'),
    createdBefore: instant.optional().describe('Only orders created before this'),
    updatedAfter: instant.optional().describe('Only orders that last changed at this instant or later'),
    updatedBefore: instant.optional().describe('Only orders that last changed before this'),
    releaseBefore: instant.optional().describe('Only orders with a releaseAt before this'),
    attention: trueOrFalse.optional().describe('Only orders with (true) or without (false) an open alert'),
    attentionCode: z.enum(ATTENTION_CODES).optional().describe('Only orders with an open alert of this code'),
    plan: z.enum(CAPTURE_PLANS).optional().describe('Only orders of which a hold or payment has this plan'),
    orderNumber: text(64).optional(),
    customerReference: text(255).optional(),
    paymentIntentId: stripeId.optional().describe('The order of this PaymentIntent'),
    chargeId: stripeId.optional().describe('The order of this charge'),
    refundId: shopId.optional().describe('Orders with a refund that you named so'),
    stripeRefundId: stripeId.optional().describe('The order of this refund at Stripe'),
    disputeId: stripeId.optional().describe('The order of this dispute'),
    trackingNumber: text(64).optional().describe('Orders with a shipment of this tracking number'),
    metadataKey: text(40).optional().describe('Only orders with this name in metadata'),
    metadataValue: text(500).optional().describe('What metadataKey says; left out: whatever'),
    ...pageFields,
  })
  .refine(({ metadataKey, metadataValue }) => metadataKey !== undefined || metadataValue === undefined, {
    path: ['metadataKey'],
    error: 'must be given with metadataValue: it says whose value that is',
  });

/** The query of the list of orders, checked. */
export type OrderFilterQuery = z.output<typeof orderFilterSchema>;

/** What the query asks of an order. */
export function conditionsOf({
  metadataKey: key,
  metadataValue: value,
  ...conditions
}: OrderFilterQuery): OrderConditions {
  return { ...conditions, ...(key !== undefined && { metadata: { key, value } }) };
}
