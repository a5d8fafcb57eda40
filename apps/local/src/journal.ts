import { parseArgs } from 'node:util';
import { loadDatabaseConfig } from '../../../libs/config/program-config';
import { isTimeZone, monthOf } from '../../../libs/domain/accounting/calendar';
import { journalHeader, journalLines, type Chart } from '../../../libs/domain/accounting/journal';
import { readJournal } from '../../../libs/postgres/accounting/journal-reader';
import { openDatabase } from '../../../libs/postgres/database/database';
import { requireDeployment } from '../../../libs/postgres/deployment/deployment-store';
import { readChart } from './chart';

const USAGE =
  'Usage: npm run --silent journal -- --chart docs/charts/quickbooks.json --month 2026-11 [--timezone Europe/Berlin]';

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
  return { chart: readChart(chart), month, timezone };
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
