import { z } from 'zod';
import { DISPUTE_STATUSES, EVIDENCE_STATES } from '../../../../libs/domain/disputes/dispute';
import { moneySchema } from '../orders/money.schema';

const instantOrNull = z.iso.datetime().nullable();
const textOrNull = z.string().nullable();

const evidenceSchema = z
  .strictObject({
    productDescription: textOrNull,
    shippingCarrier: textOrNull,
    shippingDate: textOrNull,
    shippingTrackingNumber: textOrNull,
    uncategorizedText: textOrNull.describe('Every shipment of the charge with its amount, date and tracking number'),
  })
  .describe(
    "Stripe's evidence fields, prepared from the shipments of the disputed charge; null where nothing is known",
  );

/** A dispute as the API shows it. */
export const disputeSchema = z
  .strictObject({
    disputeId: z.string().describe("Stripe's id"),
    orderId: z.string(),
    status: z
      .string()
      .describe(
        `Stripe's status, an open list: ${DISPUTE_STATUSES.join(', ')}; \`warning_…\` is an inquiry, which takes no money`,
      ),
    reason: z.string().describe("Stripe's reason"),
    networkReasonCode: textOrNull,
    amount: z.int().describe('What is disputed; may differ from what was captured'),
    currency: z.string(),
    chargeId: z.string(),
    paymentIntentId: textOrNull,
    evidenceDueBy: instantOrNull.describe('Until when it can be answered; null when the bank accepts no answer'),
    evidenceState: z
      .enum(EVIDENCE_STATES)
      .describe(
        'none: nothing can be staged; to_stage: prepared here; staged: saved at Stripe, for a person to submit; ' +
          'by_hand: a person wrote what is at Stripe; submitted: the bank has it',
      ),
    evidence: evidenceSchema,
    evidenceStagedAt: instantOrNull,
    withdrawn: z.int().describe('Minor units of the same currency'),
    reinstated: z.int().describe('Minor units of the same currency; all of it once a dispute is won and paid back'),
    fees: z.array(moneySchema).describe("Stripe's fees for the dispute, one sum for each settlement currency"),
    connectTransfers: z
      .array(
        z.strictObject({
          direction: z
            .enum(['taken_back', 'given_again'])
            .describe('taken_back: a transfer was reversed; given_again: a new transfer'),
          amount: moneySchema.describe('In the currency of the transfer'),
          status: z
            .enum(['requested', 'done', 'refused', 'dropped'])
            .describe('refused: too little was there, and an alert is open; dropped: nothing had to move any more'),
          stripeId: textOrNull.describe('trr_… or tr_…'),
          errorCode: textOrNull,
        }),
      )
      .describe(
        "A connected account's share of what was withdrawn, taken back, and given again of what was reinstated",
      ),
    disputedAt: z.iso.datetime(),
    endedAt: instantOrNull,
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'Dispute' });

/** A dispute as the API shows it. */
export type Dispute = z.infer<typeof disputeSchema>;

/** The answer of `GET /v1/orders/{orderId}/disputes`. */
export const disputesSchema = z
  .strictObject({ orderId: z.string(), disputes: z.array(disputeSchema).describe('Oldest first') })
  .meta({ id: 'Disputes' });

/** The disputes of an order as the API shows them. */
export type Disputes = z.infer<typeof disputesSchema>;
