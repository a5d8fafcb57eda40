import { Controller, Inject, StreamableFile } from '@nestjs/common';
import { Readable } from 'node:stream';
import { startOfDay } from '../../../../libs/domain/accounting/calendar';
import { readTransactions } from '../../../../libs/postgres/accounting/transaction-reader';
import type { Database } from '../../../../libs/postgres/database/database';
import { Route, UrlQuery } from '../openapi/route';
import { DATABASE } from '../tokens';
import { transactionsQuerySchema, type TransactionsQuery } from './report.schema';
import { transactionLines } from './transaction-lines';

const MEDIA_TYPES = { csv: 'text/csv; charset=utf-8', ndjson: 'application/x-ndjson' } as const;

/** Shows what moved in the balance at Stripe, row by row. */
@Controller()
export class TransactionsController {
  constructor(@Inject(DATABASE) private readonly database: Database) {}

  @Route({
    method: 'get',
    path: '/v1/reports/transactions',
    tag: 'accounting',
    summary: 'List every movement of your Stripe balance, with what of your orders it is',
    description:
      "One row for each balance transaction, under the column names of Stripe's itemized reports, and with order, shipment, " +
      'refund, dispute, and what goods, shipping, tax and discounts are in it. Amounts are decimals of the major unit, as in ' +
      "Stripe's reports. Rows of others who use the account are there too, with empty columns of ours. Holdfast reads the " +
      'balance every few minutes.',
    answers: [{ status: 200, description: 'Streamed, oldest first', content: ['text/csv', 'application/x-ndjson'] }],
    problems: ['temporarily_unavailable'],
  })
  listTransactions(@UrlQuery(transactionsQuerySchema) query: TransactionsQuery): StreamableFile {
    const { from, to, timezone, format } = query;
    const range = { kind: 'time', from: startOfDay(from, timezone), to: startOfDay(to, timezone) } as const;
    const lines = transactionLines(readTransactions(this.database, range), query);
    return new StreamableFile(Readable.from(lines, { objectMode: false }), {
      type: MEDIA_TYPES[format],
      disposition: `attachment; filename="transactions-${from}-${to}.${format}"`,
    });
  }
}
