import { bookOf, type LedgerAccount } from '../ledger/accounts';
import type { LedgerEntry } from '../ledger/ledger';
import { formatDecimal } from '../money/money';
import { localTime } from './calendar';
import { csvLine } from './csv';

/** Programs whose import a journal is written for. */
export const JOURNAL_LAYOUTS = ['datev', 'quickbooks', 'xero'] as const;

/** A shop's chart of accounts: where each account of the ledger is booked, and in which program's columns. */
export interface Chart {
  readonly layout: (typeof JOURNAL_LAYOUTS)[number];
  readonly accounts: Readonly<Record<LedgerAccount, string>>;
  /** Against which account every entry is booked where a program knows pairs only: it comes to zero. */
  readonly contra?: string | undefined;
  /** The tax rate that Xero wants to be named; tax is an entry of its own. */
  readonly taxRate?: string | undefined;
}

/** A movement as a journal shows it. */
export interface JournalMovement {
  readonly transactionId: string;
  readonly kind: string;
  readonly orderId: string | null;
  readonly occurredAt: string;
  readonly entries: readonly LedgerEntry[];
}

/** The first line of the file. */
export function journalHeader({ layout }: Chart): string {
  switch (layout) {
    case 'datev':
      return semicolons([
        'Umsatz',
        'Soll/Haben',
        'WKZ',
        'Konto',
        'Gegenkonto',
        'Belegdatum',
        'Belegfeld 1',
        'Buchungstext',
      ]);
    case 'quickbooks':
      return csvLine(['JournalNo', 'JournalDate', 'AccountName', 'Debits', 'Credits', 'Description', 'Currency']);
    case 'xero':
      return csvLine(['*Narration', '*Date', 'Description', '*AccountCode', '*TaxRate', '*Amount']);
  }
}

/** The lines of one movement, one for each entry of the shop's money; memo entries are left out. */
export function journalLines(chart: Chart, movement: JournalMovement, timeZone: string): string {
  const day = localTime(movement.occurredAt, timeZone).slice(0, 10);
  return movement.entries
    .filter(({ account }) => bookOf(account) === 'money')
    .map((entry) => lineOf(chart, movement, entry, day))
    .join('');
}

function lineOf(
  chart: Chart,
  { transactionId, kind, orderId }: JournalMovement,
  entry: LedgerEntry,
  day: string,
): string {
  const { amount, side } = entry;
  const account = chart.accounts[entry.account];
  const what = orderId === null ? kind : `${kind} ${orderId}`;
  const decimal = formatDecimal(amount);
  switch (chart.layout) {
    case 'datev': {
      const [, month = '', date = ''] = day.split('-');
      const mark = side === 'debit' ? 'S' : 'H';
      const row = [decimal.replace('.', ','), mark, amount.currency.toUpperCase(), account, chart.contra ?? ''];
      // Their text takes 60 characters, and the number of a document 36.
      return semicolons([...row, `${date}${month}`, transactionId.slice(0, 36), what.slice(0, 60)]);
    }
    case 'quickbooks': {
      const [debit, credit] = side === 'debit' ? [decimal, null] : [null, decimal];
      return csvLine([transactionId, day, account, debit, credit, what, amount.currency.toUpperCase()]);
    }
    case 'xero':
      return csvLine([
        ...[`${transactionId} ${kind}`, day, what, account],
        ...[chart.taxRate ?? 'Tax Exempt', side === 'debit' ? decimal : `-${decimal}`],
      ]);
  }
}

function semicolons(cells: readonly string[]): string {
  const quoted = cells.map((cell) => (/^[\d,]+$/.test(cell) ? cell : `"${cell.replaceAll('"', '""')}"`));
  return `${quoted.join(';')}\r\n`;
}
