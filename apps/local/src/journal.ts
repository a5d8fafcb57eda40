import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { loadDatabaseConfig } from '../../../libs/config/program-config';
import { isTimeZone, monthOf } from '../../../libs/domain/accounting/calendar';
import { JOURNAL_LAYOUTS, journalHeader, journalLines, type Chart } from '../../../libs/domain/accounting/journal';
import { LEDGER_ACCOUNTS } from '../../../libs/domain/ledger/accounts';
import { readJournal } from '../../../libs/postgres/accounting/journal-reader';
import { openDatabase } from '../../../libs/postgres/database/database';
import { requireDeployment } from '../../../libs/postgres/deployment/deployment-store';

const USAGE =
  'Usage: npm run --silent journal -- --chart docs/charts/quickbooks.json --month 2026-11 [--timezone Europe/Berlin]';

const chartSchema = z.strictObject({
  layout: z.enum(JOURNAL_LAYOUTS),
  accounts: z.record(z.enum(LEDGER_ACCOUNTS), z.string().min(1)),
  contra: z.string().min(1).optional(),
  taxRate: z.string().min(1).optional(),
});

/** `npm run journal`: writes a month of the ledger to standard output, in the columns of an accounting program. */
async function main(): Promise<void> {
  const { chart, month, timezone } = asked();
  const { databaseUrl, deployment } = loadDatabaseConfig(process.env);
  const database = openDatabase({ url: databaseUrl, applicationName: 'holdfast-journal' });
  try {
    await requireDeployment(database, deployment);
    process.stdout.write(journalHeader(chart));
    for await (const movements of readJournal(database, monthOf(month, timezone))) {
      process.stdout.write(movements.map((movement) => journalLines(chart, movement, timezone)).join(''));
    }
  } finally {
    await database.destroy();
  }
}

function asked(): { readonly chart: Chart; readonly month: string; readonly timezone: string } {
  const text = { type: 'string' } as const;
  const {
    chart,
    month = '',
    timezone = 'UTC',
  } = parseArgs({ options: { chart: text, month: text, timezone: text } }).values;
  if (chart === undefined || !/^20\d\d-(0[1-9]|1[0-2])$/.test(month) || !isTimeZone(timezone)) throw new Error(USAGE);
  const read = chartSchema.safeParse(JSON.parse(readFileSync(chart, 'utf8')));
  if (read.success) return { chart: read.data, month, timezone };
  throw new Error(`${chart} is no chart of accounts: ${z.prettifyError(read.error)}`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
