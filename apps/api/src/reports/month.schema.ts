import { z } from 'zod';
import { PAYMENT_PROVIDERS } from '../../../../libs/domain/capabilities/payment-provider';
import { moneySchema } from '../orders/money.schema';
import { differenceSchema, reportLineSchema, timezoneSchema, zoneSchema } from './report.schema';

/** A month by its name. */
export const monthSchema = z
  .string()
  .regex(/^20\d\d-(0[1-9]|1[0-2])$/, 'must be a month, such as 2026-11')
  .meta({ examples: ['2026-11'] });

/** The query of `GET /v1/reports/months/{month}`. */
export const monthQuerySchema = z.strictObject({ timezone: timezoneSchema });

/** What `GET /v1/reports/months/{month}` is asked, read and checked. */
export type MonthQuery = z.output<typeof monthQuerySchema>;

/** The body of `POST /v1/reports/months/{month}/closing`. */
export const closingSchema = z
  .strictObject({
    timezone: zoneSchema.optional().describe('As of the month closed before it, if there is one; UTC when left out'),
    acceptDifferences: z
      .boolean()
      .optional()
      .describe('true closes a month whose differences you know; false when left out'),
  })
  .meta({ id: 'MonthClosing' });

/** How a month is to be closed. */
export type MonthClosing = z.output<typeof closingSchema>;

const balanceSchema = z
  .strictObject({
    currency: z.string(),
    opening: z.int().describe('Minor units in the balance before the month'),
    lines: z.array(reportLineSchema),
    fees: z.int().describe("What Stripe took, over all lines; `fees` among them are Stripe's own bills"),
    closing: z.int().describe("`opening`, plus every line's `gross`, less `fees`: the balance when the month was over"),
  })
  .meta({ id: 'MonthOfBalance' });

const lateSchema = z
  .strictObject({
    balanceTransactionId: z.string(),
    month: z.string().describe('The closed month that it belongs to'),
    createdAt: z.iso.datetime(),
    recordedAt: z.iso.datetime(),
    reportingCategory: z.string(),
    currency: z.string(),
    net: z.int(),
  })
  .meta({ id: 'LateTransaction' });

const openHoldSchema = z.strictObject({ orderId: z.string(), amount: moneySchema }).meta({ id: 'OpenHold' });

const uncapturedSchema = z
  .strictObject({
    orderId: z.string(),
    shipmentId: z.string(),
    amount: moneySchema,
    shippedAt: z.iso.datetime(),
    capturedAt: z.iso.datetime().nullable().describe('After the month; null when it is not captured'),
  })
  .meta({ id: 'UncapturedShipment' });

const lateInLedgerSchema = z
  .strictObject({
    orderId: z.string().nullable(),
    month: z.string().describe('The closed month that it belongs to'),
    kind: z.string().describe('As in `GET /v1/ledger`'),
    occurredAt: z.iso.datetime(),
    recordedAt: z.iso.datetime(),
    amount: moneySchema.describe('Below 0: it went back'),
  })
  .meta({ id: 'LateMovement' });

const feesUnknownSchema = z
  .strictObject({
    provider: z.enum(PAYMENT_PROVIDERS),
    currency: z.string(),
    opening: z
      .int()
      .nullable()
      .default(null)
      .describe('Minor units received before the month and not refunded; null in months that an older release closed'),
    received: z.int().describe('Captured, before the fees that the provider keeps without telling'),
    returned: z.int().describe('Refunded'),
    closing: z
      .int()
      .nullable()
      .default(null)
      .describe('`opening` + `received` − `returned`: what came in until then, before fees and payouts nobody told'),
    late: z
      .array(lateInLedgerSchema)
      .default([])
      .describe('Recorded after their month was closed: they are counted in this one'),
  })
  .meta({ id: 'MonthWithoutFees' });

/** The answer of `GET /v1/reports/months/{month}`. */
export const monthReportSchema = z
  .strictObject({
    month: z.string(),
    timezone: z.string(),
    from: z.iso.datetime(),
    to: z.iso.datetime(),
    balances: z.array(balanceSchema).describe('One for each currency of your Stripe balance'),
    differences: z
      .array(differenceSchema)
      .describe('Balance transactions of yours that the ledger has otherwise; empty when the books agree'),
    late: z.array(lateSchema).describe('Recorded after their month was closed: they are counted in this one'),
    openHolds: z.array(openHoldSchema).describe('Held when the month was over: booked nowhere'),
    uncapturedShipments: z
      .array(uncapturedSchema)
      .describe(
        'Shipped in the month and not captured before it was over: revenue of this month, money of a later one',
      ),
    feesUnknown: z
      .array(feesUnknownSchema)
      .default([])
      .describe(
        'By the ledger alone, through a provider that tells neither fees nor a balance: in no line of `balances`, and ' +
          'compared with nothing, for that provider names no balance transactions',
      ),
    balanceTold: z
      .boolean()
      .default(true)
      .describe(
        'false: no provider that is connected tells a balance. The month is what the ledger has, and nobody can find ' +
          'differences by balance transaction',
      ),
    readAt: z.iso.datetime().nullable().describe("When Holdfast last read all of Stripe's balance; null: never"),
    atStripe: z
      .array(
        z.strictObject({
          currency: z.string(),
          balance: z.int().describe('Minor units that Stripe says are in the balance now'),
          difference: z.int().describe('Less what all its balance transactions come to; 0 when they agree'),
          checkedAt: z.iso.datetime(),
        }),
      )
      .describe('The balance of now, not of the month'),
    closed: z
      .strictObject({ at: z.iso.datetime(), keyName: z.string().nullable(), person: z.string().nullable() })
      .nullable()
      .describe('Null while it is open; after that the report never changes'),
  })
  .meta({ id: 'MonthReport' });

/** A month of the books. */
export type MonthReport = z.infer<typeof monthReportSchema>;
