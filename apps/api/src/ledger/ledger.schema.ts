import { z } from 'zod';
import { moneySchema } from '../orders/money.schema';
import { LEDGER_ACCOUNTS } from '../../../../libs/domain/ledger/accounts';
import { LEDGER_TRANSACTION_KINDS } from '../../../../libs/domain/ledger/ledger';

const account = z.enum(LEDGER_ACCOUNTS);

const movement = {
  transactionId: z.string(),
  sourceKey: z.string().describe('What the movement is for; each is booked once'),
  kind: z.enum(LEDGER_TRANSACTION_KINDS),
  at: z.iso.datetime().describe('When it was recorded'),
  occurredAt: z.iso.datetime().describe('When the money moved: by Stripe, or when Holdfast asked for it'),
  balanceTransactionId: z
    .string()
    .nullable()
    .describe("Stripe's balance transaction that shows it; null when none does, or until it has settled"),
  entries: z
    .array(z.strictObject({ account, side: z.enum(['debit', 'credit']), amount: moneySchema }))
    .describe('Debits equal credits in each currency'),
};

/** The answer of `GET /v1/orders/{orderId}/ledger`. */
export const ledgerSchema = z
  .strictObject({
    orderId: z.string(),
    transactions: z.array(z.strictObject(movement)).describe('Oldest first'),
    balances: z
      .array(z.strictObject({ account, balance: moneySchema }))
      .describe("Balance of each account, in the account's own direction: `sales_goods` grows with its credits"),
  })
  .meta({ id: 'Ledger' });

/** The ledger of an order as the API shows it. */
export type Ledger = z.infer<typeof ledgerSchema>;

/** Movements on one page at most. */
const MOVEMENTS_AT_MOST = 1_000;

/** The query of `GET /v1/ledger`. */
export const ledgerQuerySchema = z.strictObject({
  after: z
    .string()
    .regex(/^\d{1,15}$/, 'must be `next` of an earlier answer, such as 1042')
    .transform(Number)
    .default(0)
    .describe('Only movements after this one: `next` of the previous answer. Left out: from the oldest'),
  limit: z
    .string()
    .regex(/^([1-9]\d{0,2}|1000)$/, `must be 1 to ${MOVEMENTS_AT_MOST.toString()}`)
    .transform(Number)
    .default(100)
    .describe(`How many at most, 1 to ${MOVEMENTS_AT_MOST.toString()}; 100 when left out`),
  book: z
    .enum(['money', 'memo'], { error: 'must be money or memo' })
    .default('money')
    .describe('money: what is yours; memo: holds, which are not. money when left out'),
});

/** What `GET /v1/ledger` is asked, read and checked. */
export type LedgerPageQuery = z.output<typeof ledgerQuerySchema>;

/** The answer of `GET /v1/ledger`. */
export const ledgerPageSchema = z
  .strictObject({
    transactions: z
      .array(
        z.strictObject({
          ...movement,
          orderId: z.string().nullable().describe('Null when it belongs to no order, such as a payout'),
        }),
      )
      .describe('In an order that never changes; entries of the other book are left out'),
    next: z.string().describe('Send it as `after` next time, even when the page was empty'),
  })
  .meta({ id: 'LedgerPage' });

/** A page of the ledger over all orders. */
export type LedgerPageBody = z.infer<typeof ledgerPageSchema>;
