import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { JOURNAL_LAYOUTS, type Chart } from '../../../libs/domain/accounting/journal';
import { LEDGER_ACCOUNTS } from '../../../libs/domain/ledger/accounts';

const chartSchema = z.strictObject({
  layout: z.enum(JOURNAL_LAYOUTS),
  accounts: z.record(z.enum(LEDGER_ACCOUNTS), z.string().min(1)),
  contra: z.string().min(1).optional(),
  taxRate: z.string().min(1).optional(),
});

/** Reads a chart of accounts out of a JSON file. @throws Error that names what is missing or unknown in it */
export function readChart(file: string): Chart {
  const read = chartSchema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (read.success) return read.data;
  throw new Error(`${file} is no chart of accounts: ${z.prettifyError(read.error)}`);
}
