import { z } from 'zod';
import { PAYMENT_PROVIDERS } from '../../../../libs/domain/capabilities/payment-provider';
import { EXTENDED_AUTHORIZATIONS } from '../../../../libs/domain/orders/card-features';
import { DOUBTS } from '../../../../libs/domain/orders/fraud-signal';
import { AUTHENTICATION_TIMEOUT_SECONDS } from '../../../../libs/domain/orders/deadline';
import {
  DEADLINE_POLICIES,
  FULFILMENTS,
  REAUTHORIZATIONS,
  SHIPPING_ALLOCATIONS,
  WITHOUT_MULTICAPTURE,
} from '../../../../libs/domain/orders/order';
import { LINES_AT_MOST } from '../../../../libs/domain/orders/order-acceptance';
import { alphanumeric, amount, orDefault, orNull, quantity, shopId, text } from '../input/fields';

/**
 * The body of `POST /v1/orders`. What Stripe would refuse is refused here, before anything is stored; what card
 * networks merely cut off (product codes, the customer's reference) is cut for them alone, and kept whole. Sources:
 * https://docs.stripe.com/payments/payment-line-items, https://docs.stripe.com/api/metadata
 */

/** A line of a new order, or one that is added to it. */
export const lineSchema = z
  .strictObject({
    lineId: shopId,
    productCode: orNull(text(255)).describe('SKU or GTIN. Card networks get its first 12 characters'),
    name: text(1024),
    quantity,
    unitPrice: amount,
    taxAmount: amount.default(0).describe('Tax of the whole line'),
    discountAmount: amount.default(0).describe('Discount on the whole line'),
    unitOfMeasure: orNull(alphanumeric(12)),
    commodityCode: orNull(alphanumeric(12)),
  })
  .meta({ id: 'NewOrderLine' });

/** Where the goods go. Personal: told to Stripe, and kept out of Temporal. */
const shippingAddressSchema = z
  .strictObject({
    name: text(255),
    phone: orNull(text(40)),
    line1: text(255),
    line2: orNull(text(255)),
    city: orNull(text(255)),
    state: orNull(text(255)),
    postalCode: orNull(text(32)),
    country: z.string().regex(/^[A-Z]{2}$/, 'must be a country by ISO 3166-1, such as "US"'),
  })
  .meta({ id: 'NewShippingAddress' });

const postalCode = z.string().regex(/^[A-Za-z0-9-]{1,10}$/, 'must be 1 to 10 letters, digits and hyphens');

const shippingSchema = z.strictObject({
  amount,
  fromPostalCode: orNull(postalCode),
  toPostalCode: orNull(postalCode),
});

/** A gift card, store credit or deposit: taken by the shop itself, and given back by it. */
const creditSchema = z
  .strictObject({
    creditId: shopId.describe('Your name for it, unique within the order. Not the code that can be spent'),
    amount: amount.min(1),
    description: orNull(text(255)),
  })
  .meta({ id: 'NewOrderCredit' });

/** An order is paid by a handful of cards and vouchers at most. */
const CREDITS_AT_MOST = 20;

/** The provider's id of a card or wallet of the buyer. */
export const paymentMethod = z
  .string()
  .max(255)
  .regex(/^pm_[A-Za-z0-9_]+$/, 'must be the id of a PaymentMethod, pm_…');

/** Stripe's id of a payment that the shop made itself. */
const paymentIntent = z
  .string()
  .max(255)
  .regex(/^pi_[A-Za-z0-9_]+$/, 'must be the id of a Stripe PaymentIntent, pi_…');

/** Where the bank sends the buyer back to: http or https, at most 2,048 characters. */
export const returnUrl = z
  .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
  .max(2048)
  .describe('Where the bank sends the buyer back to after authentication');

/** On the buyer's statement behind the account's own prefix; the two share 22 characters. */
const statementDescriptorSuffix = z
  .string()
  .max(22)
  .regex(/^[\x20-\x7e]*$/, 'must be Latin characters')
  .regex(/[A-Za-z]/, 'must contain a letter')
  .regex(/^[^<>\\'"*]*$/, 'must not contain < > \\ \' " *');

const connectSchema = z
  .strictObject({
    destination: z
      .string()
      .max(255)
      .regex(/^acct_[A-Za-z0-9]+$/, 'must be the id of a connected Stripe account, acct_…')
      .describe('The account that gets what is captured'),
    onBehalfOf: z
      .boolean()
      .default(false)
      .describe("Whether the payment is made in the destination's name: its country, fees and statement descriptor"),
    applicationFeeAmount: orNull(amount).describe('What the platform takes back of the whole order'),
    transferAmount: orNull(amount).describe(
      'What of the whole order is transferred; left out: all of it. Mutually exclusive with applicationFeeAmount',
    ),
  })
  .meta({ id: 'NewOrderConnect' });

const paymentSchema = z.strictObject({
  // Never filled in here: orders from before there was a choice keep their content hash.
  provider: z
    .enum(PAYMENT_PROVIDERS)
    .optional()
    .describe(
      'Whom the order is paid through, from its hold to its last refund; left out: the one that this Holdfast uses by default',
    ),
  paymentMethod: orNull(paymentMethod).describe(
    "Left out: the answer carries a client secret for the buyer's browser to confirm",
  ),
  // Never null: it must leave no trace in the fingerprint of orders without it.
  paymentIntent: paymentIntent
    .optional()
    .describe(
      'A payment that exists already: manual capture, a card, the same currency, at least the total of the order. It may wait ' +
        'for the buyer, be held, or be captured in part; what was captured before stands as the shipment `holdfast.adopted`. ' +
        'Left out: Holdfast makes one',
    )
    .meta({ examples: ['pi_3PkLf2LkdIwHu7ix0kHrGyJc'] }),
  customer: orNull(
    z
      .string()
      .max(255)
      .regex(/^cus_[A-Za-z0-9_]+$/, 'must be the id of a Customer, cus_…'),
  ),
  saveForLater: z
    .boolean()
    .default(false)
    .describe(
      'Saves the card to the customer, so that it can be re-authorized without the buyer. Without a customer Holdfast ' +
        'creates one at Stripe, and `payment.customer` of the order then names it',
    ),
  returnUrl: orNull(returnUrl),
  statementDescriptorSuffix: orNull(statementDescriptorSuffix),
  // Never null: it must leave no trace in the fingerprint of orders without it.
  connect: connectSchema.optional().describe('Left out: all of the money stays in the shop’s account'),
});

const THIRTY_DAYS = 30 * 24 * 60 * 60;
const SEVEN_DAYS = 7 * 24 * 60 * 60;

/** No network holds money for longer, so a longer margin cannot mean anything. */
export const marginSeconds = z.int().min(1).max(THIRTY_DAYS);

const policySchema = z.strictObject({
  onDeadline: z
    .enum(DEADLINE_POLICIES)
    .default('release')
    .describe(
      '`capture_remaining` captures what is still open as the shipment `holdfast.remaining`; `reauthorize` re-authorizes what has not shipped on the saved card: needs payment.saveForLater',
    ),
  reauthorization: orDefault(z.enum(REAUTHORIZATIONS), 'before_release').describe(
    'With `reauthorize`: place the new hold while the old one is still open (the safe way, and the default), or after it, ' +
      'for cards whose limit is too small for both',
  ),
  marginSeconds: marginSeconds
    .optional()
    .describe(
      'How long before the hold expires Holdfast acts on it; left out: 12 hours, or 24 hours where the payment provider tells no ' +
        'date and it is estimated',
    ),
  shippingAllocation: z.enum(SHIPPING_ALLOCATIONS).default('proportional'),
  withoutMulticapture: z
    .enum(WITHOUT_MULTICAPTURE)
    .default('auto')
    .describe(
      'For a card that allows a single capture of its hold. `auto`: what has not shipped is re-authorized where the ' +
        'card was saved, else all is captured together at the end; `capture_once`: together in any case; ' +
        '`capture_then_reauthorize`: needs payment.saveForLater; `charge_on_ship`: needs payment.saveForLater, the ' +
        'hold is released at once and each shipment is charged to the card, which makes `fulfilment` ' +
        '`charge_on_ship`; `refuse`: the hold is released at once, and the order is canceled with the reason ' +
        '`multicapture_unavailable`',
    ),
  // Left out where there is none: orders from before this field keep their content hash.
  shipDespite: z
    .array(z.enum(DOUBTS))
    .max(DOUBTS.length)
    .optional()
    .describe(
      'Doubts about the payment in spite of which the ship check says yes: an open review, an early fraud warning, an ' +
        'open dispute; left out: as Holdfast is set (SHIP_DESPITE), which is none',
    ),
  fulfilment: z
    .enum(FULFILMENTS)
    .default('shipments')
    .describe(
      'shipments: a hold now, a capture for each shipment; immediate: everything is paid now and counts as shipped; ' +
        'charge_on_ship: the card is saved now, and each shipment is charged to it as it ships',
    ),
  extendedAuthorization: orDefault(z.enum(EXTENDED_AUTHORIZATIONS), 'never').describe(
    '`if_available`: ask the card network for a longer hold, up to 30 days. Visa charges extra. Applies only to a ' +
      'card that Holdfast confirms; "never" when left out',
  ),
  authenticationTimeoutSeconds: orDefault(z.int().min(60).max(SEVEN_DAYS), AUTHENTICATION_TIMEOUT_SECONDS).describe(
    'How long the buyer may take to pay and authenticate, counted from the order; a day when left out. With charge_on_ship also counted from each shipment',
  ),
});

/** Holdfast finds its own payments again by what it writes under names that begin so. */
const OUR_METADATA = 'holdfast_';

/** Stripe takes 50 keys; the rest is left for Holdfast's own. */
const METADATA_KEYS_AT_MOST = 20;

const metadataKey = z
  .string()
  .regex(/^[^[\]\p{Cc}\p{Cs}]{1,40}$/u, 'must be 1 to 40 characters without [ ]')
  .refine((key) => !key.startsWith(OUR_METADATA), 'belongs to Holdfast');

const metadataSchema = z
  .record(metadataKey, text(500))
  .refine((metadata) => Object.keys(metadata).length <= METADATA_KEYS_AT_MOST, {
    error: `must have at most ${METADATA_KEYS_AT_MOST.toString()} keys`,
  })
  .meta({ maxProperties: METADATA_KEYS_AT_MOST });

/** The body of `POST /v1/orders`. */
export const newOrderSchema = z
  .strictObject({
    orderId: shopId,
    currency: z
      .string()
      .regex(/^[a-z]{3}$/, 'must be a lower-case ISO 4217 code such as "usd"')
      .meta({ examples: ['usd'] }),
    lines: z.array(lineSchema).min(1).max(LINES_AT_MOST),
    shipping: shippingSchema.prefault({ amount: 0 }),
    discountAmount: amount.default(0).describe("Discount on the whole order, on top of the lines' own"),
    // Left out where there is none: orders from before this field keep their content hash.
    credits: z
      .array(creditSchema)
      .max(CREDITS_AT_MOST)
      .optional()
      .describe(
        'What pays for the order beside the card: gift cards, store credit, deposits. You take them; the card is held for ' +
          'the rest. Shared among the units and the shipping by what they cost, tax included',
      ),
    customerReference: orNull(text(255)).describe('Your name for the buyer. Card networks get its first 25 characters'),
    // Left out where there is none: orders from before these fields keep their content hash.
    orderNumber: text(64).optional().describe('What people call the order, such as #1042; left out: its id'),
    description: text(500).optional().describe('For people; the Dashboard of Stripe shows it behind the number'),
    receiptEmail: z
      .email('must be an e-mail address')
      .max(254)
      .optional()
      .describe('Stripe sends its receipts there. Kept out of Temporal'),
    shippingAddress: shippingAddressSchema
      .optional()
      .describe('Where the goods go: Stripe uses it against fraud and in disputes. Kept out of Temporal'),
    payment: paymentSchema.prefault({}),
    policy: policySchema.prefault({}),
    metadata: metadataSchema.default({}),
  })
  .meta({ id: 'NewOrder' });

/** The body of an order, checked and with every default. */
export type NewOrderBody = z.output<typeof newOrderSchema>;
