import { z } from 'zod';
import { moneySchema } from '../orders/money.schema';
import { LEDGER_ACCOUNTS, LEDGER_TRANSACTION_KINDS } from '../../../../libs/domain/ledger/ledger';

const account = z.enum(LEDGER_ACCOUNTS);

/** The answer of `GET /v1/orders/{orderId}/ledger`. */
export const ledgerSchema = z
  .strictObject({
    orderId: z.string(),
    transactions: z
      .array(
        z.strictObject({
          transactionId: z.string(),
          sourceKey: z.string().describe('What the movement is for; each is booked once'),
          kind: z.enum(LEDGER_TRANSACTION_KINDS),
          at: z.iso.datetime(),
          entries: z
            .array(z.strictObject({ account, side: z.enum(['debit', 'credit']), amount: moneySchema }))
            .describe('Debits equal credits in each currency'),
        }),
      )
      .describe('Oldest first'),
    balances: z
      .array(z.strictObject({ account, balance: moneySchema }))
      .describe("Balance of each account, in the account's own direction: `sales` grows with its credits"),
  })
  .meta({ id: 'Ledger' });

/** The ledger of an order as the API shows it. */
export type Ledger = z.infer<typeof ledgerSchema>;
