import { linesOf } from '../../../../libs/domain/accounting/balance-lines';
import { monthOf } from '../../../../libs/domain/accounting/calendar';
import { monthsOf } from '../../../../libs/domain/accounting/month-report';
import { readBalanceChecks } from '../../../../libs/postgres/accounting/balance-check-store';
import { findDifferences } from '../../../../libs/postgres/accounting/balance-differences';
import { readBalanceReading } from '../../../../libs/postgres/accounting/balance-store';
import { LISTED_AT_MOST, readMonth } from '../../../../libs/postgres/accounting/month-reader';
import { readUntoldBalances } from '../../../../libs/postgres/accounting/untold-balance-reader';
import type { Database, Transaction } from '../../../../libs/postgres/database/database';
import type { MonthReport } from './month.schema';

/** Which month is reported, and by what. */
export interface MonthAsked {
  readonly month: string;
  readonly timezone: string;
  /** Whether a provider that is connected here tells its balance. */
  readonly balanceTold: boolean;
  /** The last place of the ledger that counts; null: all that is recorded. */
  readonly ledgerPosition: number | null;
}

/** An open month as the books have it now. */
export async function reportMonth(
  database: Database | Transaction,
  { month, timezone, balanceTold, ledgerPosition }: MonthAsked,
): Promise<Omit<MonthReport, 'closed'>> {
  const span = monthOf(month, timezone);
  const { openings, sums, late, openHolds, uncaptured } = await readMonth(database, span);
  const untold = await readUntoldBalances(database, span, ledgerPosition);
  const differences = await findDifferences(database, span, LISTED_AT_MOST);
  const { completedAt } = await readBalanceReading(database);
  const checks = await readBalanceChecks(database);
  return {
    month,
    timezone,
    ...span,
    balances: monthsOf(openings, linesOf(sums)).map((each) => ({ ...each, lines: [...each.lines] })),
    differences: [...differences],
    late: [...late],
    openHolds: [...openHolds],
    uncapturedShipments: [...uncaptured],
    feesUnknown: untold.map((each) => ({ ...each, late: [...each.late] })),
    balanceTold,
    readAt: completedAt,
    atStripe: checks.map(({ currency, atStripe, difference, checkedAt }) => ({
      currency,
      balance: atStripe,
      difference,
      checkedAt,
    })),
  };
}
