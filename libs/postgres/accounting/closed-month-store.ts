import type { Selectable } from 'kysely';
import type { Database, Transaction } from '../database/database';
import { inTransaction } from '../database/transaction';
import type { ClosedMonthsTable } from '../records/accounting-schema';
import { lastPosition, placeMovements } from '../ledger/place-movements';
import { lockMonths } from './months-lock';

/** A month that is closed. */
export type ClosedMonthRow = Selectable<ClosedMonthsTable>;

/** A month of the books that is closed; undefined when it is open. */
export async function findClosedMonth(database: Database, month: string): Promise<ClosedMonthRow | undefined> {
  return database.selectFrom('closed_months').selectAll().where('month', '=', month).executeTakeFirst();
}

/** The month that was closed last, by its name; undefined before the first. */
export async function lastClosedMonth(transaction: Transaction): Promise<ClosedMonthRow | undefined> {
  return transaction.selectFrom('closed_months').selectAll().orderBy('month', 'desc').limit(1).executeTakeFirst();
}

/** A month as it is to be closed. */
export type NewClosedMonth = Omit<ClosedMonthRow, 'report' | 'closed_at' | 'ledger_position'> & {
  readonly report: object;
};

/** What closing goes by. */
export interface MonthsEnd {
  /** By PostgreSQL's clock, ISO 8601. */
  readonly closedAt: string;
  /** The last place of the ledger that is counted in the month or before. */
  readonly ledgerPosition: number;
}

/**
 * Closes a month; one at a time, and each once.
 * @param make reads the report, or says why the month cannot be closed, within the transaction that closes it
 */
export async function closeMonth(
  database: Database,
  make: (transaction: Transaction, end: MonthsEnd) => Promise<NewClosedMonth | { readonly refusal: string }>,
): Promise<{ readonly refusal: string } | 'closed'> {
  // What has no place by then is counted in the next month: nobody who moves money waits for whoever closes.
  while (await placeMovements(database));
  return inTransaction(database, async (transaction) => {
    const closedAt = await lockMonths(transaction, 'close');
    const ledgerPosition = await lastPosition(transaction);
    const made = await make(transaction, { closedAt, ledgerPosition });
    if ('refusal' in made) return made;
    const { report, ...columns } = made;
    const closed = { ...columns, closed_at: closedAt, ledger_position: ledgerPosition, report: JSON.stringify(report) };
    await transaction.insertInto('closed_months').values(closed).execute();
    return 'closed';
  });
}
