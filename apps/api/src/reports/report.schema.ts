import { z } from 'zod';
import { BALANCE_LINES } from '../../../../libs/domain/accounting/balance-lines';
import { isDay, isTimeZone } from '../../../../libs/domain/accounting/calendar';
import { moneySchema } from '../orders/money.schema';

const day = z
  .string()
  .regex(/^20\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, 'must be a day, such as 2026-11-01')
  .refine(isDay, 'must be a day that exists, such as 2026-11-01')
  .meta({ examples: ['2026-11-01'] });

/** A time zone by its IANA name. */
export const zoneSchema = z.string().max(64).refine(isTimeZone, 'must be a time zone, such as Europe/Berlin');

/** A time zone; UTC when left out. */
export const timezoneSchema = zoneSchema
  .default('UTC')
  .describe('Days begin and end there, and times are shown so: an IANA name such as Europe/Berlin. UTC when left out');

/** The query of `GET /v1/reports/transactions`. */
export const transactionsQuerySchema = z.strictObject({
  from: day.describe('The first day'),
  to: day.describe('The day after the last: it is not in the report itself'),
  timezone: timezoneSchema,
  format: z
    .enum(['csv', 'ndjson'], { error: 'must be csv or ndjson' })
    .default('csv')
    .describe('csv with a header, or one JSON object a line; csv when left out'),
});

/** What `GET /v1/reports/transactions` is asked, read and checked. */
export type TransactionsQuery = z.output<typeof transactionsQuerySchema>;

/** Stripe's id of a payout. */
export const payoutIdSchema = z
  .string()
  .regex(/^po_\w{1,250}$/, 'must be the id of a payout, such as po_1042')
  .meta({ examples: ['po_1042'] });

/** The query of `GET /v1/reports/payouts`. */
export const payoutsQuerySchema = transactionsQuerySchema.omit({ format: true });

/** What `GET /v1/reports/payouts` is asked, read and checked. */
export type PayoutsQuery = z.output<typeof payoutsQuerySchema>;

const payout = {
  payoutId: z.string(),
  amount: moneySchema.describe('Below zero where Stripe takes money from your bank'),
  status: z.string().describe("In Stripe's words: pending, in_transit, paid, failed, canceled"),
  automatic: z.boolean().describe("Made by Stripe's schedule; what one made by hand pays out, Stripe does not say"),
  createdAt: z.iso.datetime(),
  arrivalOn: z.iso.datetime().describe('When your bank should have it'),
  failureCode: z.string().nullable().describe('Why the bank sent it back; null unless it failed'),
};

/** The answer of `GET /v1/reports/payouts`. */
export const payoutListSchema = z
  .strictObject({ payouts: z.array(z.strictObject(payout)).describe('Newest first, at most a thousand') })
  .meta({ id: 'PayoutList' });

/** Payouts as the API lists them. */
export type PayoutList = z.infer<typeof payoutListSchema>;

const sums = {
  currency: z.string(),
  count: z.int().describe('How many balance transactions'),
  gross: z.int().describe('Minor units; below zero for money that left'),
  fee: z.int(),
  net: z.int().describe('What the balance changed by'),
};

/** One line of a report. */
export const reportLineSchema = z.strictObject({ line: z.enum(BALANCE_LINES), ...sums }).meta({ id: 'ReportLine' });

const foreignSchema = z
  .strictObject({
    reportingCategory: z.string().describe("Stripe's word"),
    description: z.string().nullable().describe('As whoever made it described it'),
    ...sums,
  })
  .meta({ id: 'ForeignLine' });

/** A balance transaction that the ledger has otherwise. */
export const differenceSchema = z
  .strictObject({
    balanceTransactionId: z.string(),
    orderId: z.string().nullable(),
    reportingCategory: z.string().describe("Stripe's word"),
    currency: z.string(),
    net: z.int().describe('What the balance changed by'),
    ledgerNet: z.int().nullable().describe('What the ledger has on `stripe_balance` for it; null when it has nothing'),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'BalanceDifference' });

/** The answer of `GET /v1/reports/payouts/{payoutId}`. */
export const payoutReportSchema = z
  .strictObject({
    ...payout,
    paidOut: z
      .strictObject({
        ours: z.array(reportLineSchema).describe('Of your orders'),
        foreign: z.array(foreignSchema).describe('Of others who use the account, by what they call it'),
        difference: moneySchema.describe('The payout less all that it paid out; 0 when they agree'),
        differences: z.array(differenceSchema).describe('Balance transactions of yours that the ledger has otherwise'),
      })
      .nullable()
      .describe('Null until Stripe says what is in it; for a payout made by hand Stripe never does'),
  })
  .meta({ id: 'PayoutReport' });

/** A payout with all that it paid out. */
export type PayoutReport = z.infer<typeof payoutReportSchema>;
