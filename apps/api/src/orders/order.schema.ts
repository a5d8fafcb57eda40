import { z } from 'zod';
import { PAYMENT_PROVIDERS } from '../../../../libs/domain/capabilities/payment-provider';
import { EXTENDED_AUTHORIZATIONS } from '../../../../libs/domain/orders/card-features';
import { DOUBTS } from '../../../../libs/domain/orders/fraud-signal';
import {
  DEADLINE_POLICIES,
  FULFILMENTS,
  REAUTHORIZATIONS,
  SHIPPING_ALLOCATIONS,
  WITHOUT_MULTICAPTURE,
} from '../../../../libs/domain/orders/order';
import { CANCEL_REASONS, ORDER_STATUSES } from '../../../../libs/domain/orders/order-status';
import { ATTENTION_CODES } from '../../../../libs/domain/payment/payment';
import { CAPTURE_PLANS } from '../../../../libs/domain/provider/capture-plan';
import { nextCursor } from '../input/page';
import { moneySchema } from './money.schema';
import { shipmentSchema } from '../shipments/shipment.schema';

const amountsSchema = z
  .strictObject({
    total: z.int(),
    held: z
      .int()
      .describe(
        'What can be captured now. The worth of canceled units and covered shipments is part of it until the hold ends',
      ),
    captured: z.int(),
    settled: z.int(),
    released: z.int().describe('What was released to the buyer, without what was re-authorized'),
    raised: z
      .int()
      .optional()
      .describe('What the hold was incremented by for adjusted shipments; absent when it was not'),
    refunded: z.int(),
    lost: z
      .int()
      .describe('What expired or was taken back before it was captured or released, without what was re-authorized'),
    fees: z.array(moneySchema).describe('One sum for each settlement currency'),
    feesUnknown: z.literal(true).optional().describe('The provider tells no fees: there are some all the same'),
  })
  .describe(
    'total + raised = captured + held + released + lost, once something was held or the order is closed. Not for the moment in ' +
      'which a hold and the one that replaces it are both open. Per hold: payment.holds',
  );

const nextActionSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('redirect_to_url'), url: z.string() }),
  z.strictObject({ type: z.literal('use_stripe_sdk') }),
]);

const paymentErrorSchema = z.strictObject({
  code: z.string(),
  declineCode: z.string().nullable(),
  message: z.string().describe('May be shown to the buyer'),
});

const capabilitiesSchema = z.strictObject({
  multicapture: z.boolean(),
  overcapture: z.boolean(),
  incrementalAuthorization: z.boolean(),
  extendedAuthorization: z.boolean(),
  maximumCapturable: z.int(),
});

const connectSchema = z
  .strictObject({
    destination: z.string(),
    onBehalfOf: z.boolean(),
    applicationFeeAmount: z.int().nullable().describe('Of the whole order'),
    transferAmount: z.int().nullable().describe('Of the whole order; null: all that is captured'),
    transferred: z.array(moneySchema).describe('What was transferred so far, one sum for each currency'),
    transfersReversed: z.array(moneySchema).describe('What of it was reversed with refunds'),
    applicationFees: z.array(moneySchema).describe('What the platform kept so far'),
    applicationFeesRefunded: z.array(moneySchema).describe('What of it was refunded to the destination with refunds'),
  })
  .meta({ id: 'OrderConnect' });

const holdSchema = z
  .strictObject({
    generation: z.int(),
    state: z.enum(['held', 'captured', 'released', 'replaced', 'expired']),
    paymentIntentId: z.string().nullable(),
    amount: z.int(),
    held: z.int(),
    captured: z.int(),
    released: z.int(),
    lost: z.int(),
    renews: z.int().nullable().describe('Generation of the hold that it replaced; null for the first'),
  })
  .describe('amount = held + captured + released + lost');

const orderPaymentSchema = z.strictObject({
  provider: z.enum(PAYMENT_PROVIDERS).describe('Whom the order is paid through'),
  plan: z.enum(CAPTURE_PLANS).nullable().describe('Null until the card is authorized or saved'),
  paymentIntentId: z.string().nullable(),
  setupIntentId: z
    .string()
    .optional()
    .describe('Of a card that is saved or being saved; clientSecret is then that of the SetupIntent'),
  clientSecret: z.string().nullable().describe("For the buyer's browser, while the payment waits for the buyer"),
  nextAction: nextActionSchema.nullable(),
  lastError: paymentErrorSchema.nullable(),
  awaitedUntil: z.iso
    .datetime()
    .optional()
    .describe('When Holdfast abandons the payment unless the card is authorized; absent once it is'),
  captureBefore: z.iso.datetime().nullable().describe('When the hold expires'),
  captureBeforeIsEstimate: z
    .literal(true)
    .optional()
    .describe('The provider tells no date: captureBefore is what its documentation promises. Absent otherwise'),
  releaseAt: z.iso.datetime().nullable().describe('When Holdfast acts on what is left of the hold'),
  warnAt: z.iso.datetime().nullable().describe('When it warns that units have not shipped: the alert `hold_expiring`'),
  onDeadline: z.enum(DEADLINE_POLICIES),
  paymentMethod: z.string().nullable().describe('As it was given with the order'),
  paymentIntent: z
    .string()
    .optional()
    .describe('The payment that was brought with the order; absent: Holdfast made one'),
  customer: z.string().nullable().describe('As it was given, or was made for a card to be kept'),
  saveForLater: z.boolean(),
  returnUrl: z.string().nullable(),
  statementDescriptorSuffix: z.string().nullable(),
  holds: z
    .array(holdSchema)
    .optional()
    .describe('Every hold of the order, oldest first; absent when there was only one'),
  capabilities: capabilitiesSchema.nullable(),
  connect: connectSchema.optional().describe('Absent when all of the money stays in the shop’s account'),
});

const policySchema = z
  .strictObject({
    onDeadline: z.enum(DEADLINE_POLICIES),
    reauthorization: z.enum(REAUTHORIZATIONS).optional(),
    marginSeconds: z.int(),
    shippingAllocation: z.enum(SHIPPING_ALLOCATIONS),
    fulfilment: z.enum(FULFILMENTS),
    shipDespite: z.array(z.enum(DOUBTS)).optional(),
    withoutMulticapture: z.enum(WITHOUT_MULTICAPTURE).optional(),
    extendedAuthorization: z.enum(EXTENDED_AUTHORIZATIONS).optional(),
    authenticationTimeoutSeconds: z.int().optional(),
  })
  .describe('As it was given, with the defaults')
  .meta({ id: 'OrderPolicy' });

const shippingSchema = z
  .strictObject({
    amount: z.int(),
    fromPostalCode: z.string().nullable(),
    toPostalCode: z.string().nullable(),
  })
  .meta({ id: 'OrderShipping' });

const shippingAddressSchema = z
  .strictObject({
    name: z.string(),
    phone: z.string().nullable(),
    line1: z.string(),
    line2: z.string().nullable(),
    city: z.string().nullable(),
    state: z.string().nullable(),
    postalCode: z.string().nullable(),
    country: z.string(),
  })
  .meta({ id: 'ShippingAddress' });

const orderLineSchema = z.strictObject({
  lineId: z.string(),
  productCode: z.string().nullable(),
  name: z.string(),
  quantity: z.int(),
  shipped: z.int(),
  canceled: z.int(),
  open: z.int(),
  unitPrice: z.int(),
  taxAmount: z.int().describe('Of the whole line'),
  discountAmount: z.int().describe('On the whole line'),
  unitOfMeasure: z.string().nullable(),
  commodityCode: z.string().nullable(),
  amount: z.int().describe('Worth of all units, with their shares of tax, discounts and shipping'),
});

const attentionSchema = z.strictObject({
  code: z.enum(ATTENTION_CODES),
  message: z.string().describe('What happened, for a person'),
  since: z.iso.datetime(),
});

const doubtSchema = z
  .strictObject({
    kind: z.enum(DOUBTS),
    stripeId: z.string().describe('Of the review, the early fraud warning or the dispute'),
    reason: z.string().describe("In Stripe's words"),
    since: z.iso.datetime(),
  })
  .meta({ id: 'Doubt' });

const creditSchema = z
  .strictObject({
    creditId: z.string(),
    amount: z.int(),
    description: z.string().nullable(),
    used: z
      .int()
      .describe('What it paid of shipments that left. Once nothing is open, the rest is yours to return to the buyer'),
    returned: z.int().describe('What of that your refunds returned, or are about to'),
  })
  .meta({ id: 'Credit' });

/** What can be asked of an order, named as the route that does it. */
export const ORDER_ACTIONS = [
  'confirm',
  'ship',
  'cancel',
  'cancel_shipment',
  'add_lines',
  'lower_line',
  'change_deadline',
  'refund',
  'close_attention',
] as const;

/** One of them. */
export type OrderAction = (typeof ORDER_ACTIONS)[number];

/** An order, in every answer that shows one. Amounts are minor units of its currency. */
export const orderSchema = z
  .strictObject({
    orderId: z.string(),
    orderNumber: z.string().nullable().describe('What people call the order; null: its id'),
    description: z.string().nullable(),
    customerReference: z.string().nullable(),
    receiptEmail: z.string().nullable(),
    shippingAddress: shippingAddressSchema.nullable(),
    status: z.enum(ORDER_STATUSES),
    cancelReason: z.enum(CANCEL_REASONS).nullable(),
    currency: z.string(),
    amounts: amountsSchema,
    payment: orderPaymentSchema,
    policy: policySchema,
    shipping: shippingSchema,
    discountAmount: z.int().describe("On the whole order, on top of the lines' own"),
    credits: z.array(creditSchema).describe('What pays for the order beside the card; amounts.total is without it'),
    metadata: z.record(z.string(), z.string()),
    lines: z.array(orderLineSchema),
    shipments: z.array(shipmentSchema),
    doubts: z
      .array(doubtSchema)
      .describe(
        'What speaks against the payment now: the ship check says no, unless policy.shipDespite says otherwise',
      ),
    attention: z.array(attentionSchema).describe('Open alerts: problems that only a person can solve'),
    actions: z
      .array(z.enum(ORDER_ACTIONS))
      .describe(
        'What may be done now. confirm: give a payment method; ship, cancel: what is open; cancel_shipment: one that ' +
          'is covered; add_lines: the hold, a kept card or one that the buyer gives can pay for more; lower_line: the ' +
          'price of what is open; change_deadline: what happens when the hold is about to expire; refund: what is ' +
          'captured or was paid by credits; close_attention: an alert. New ones may come',
      ),
    workflow: z.strictObject({
      workflowId: z.string(),
      url: z
        .string()
        .nullable()
        .describe('The page of the order with its details in the Temporal UI; null when there is none'),
    }),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'Order' });

/** An order as the API shows it. */
export type Order = z.infer<typeof orderSchema>;

/** The answer of `GET /v1/orders`. */
export const orderPageSchema = z
  .strictObject({
    orders: z.array(orderSchema).describe('Newest first'),
    nextCursor,
  })
  .meta({ id: 'OrderPage' });

/** A page of orders as the API shows it. */
export type OrderPage = z.infer<typeof orderPageSchema>;
