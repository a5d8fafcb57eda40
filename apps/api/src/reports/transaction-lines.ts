import { csvLine } from '../../../../libs/domain/accounting/csv';
import {
  TRANSACTION_COLUMNS,
  transactionRow,
  type ReportedTransaction,
} from '../../../../libs/domain/accounting/transaction-report';

/** The report as text, one page of rows at a time. */
export async function* transactionLines(
  pages: AsyncIterable<readonly ReportedTransaction[]>,
  { format, timezone }: { readonly format: 'csv' | 'ndjson'; readonly timezone: string },
): AsyncGenerator<string, void> {
  if (format === 'csv') yield csvLine(TRANSACTION_COLUMNS);
  for await (const page of pages) {
    const rows = page.map((found) => transactionRow(found, timezone));
    const lines = rows.map((row) =>
      format === 'csv' ? csvLine(TRANSACTION_COLUMNS.map((column) => row[column])) : `${JSON.stringify(row)}\n`,
    );
    yield lines.join('');
  }
}
