import { linesOf } from '../../../../libs/domain/accounting/balance-lines';
import { monthOf } from '../../../../libs/domain/accounting/calendar';
import { monthsOf } from '../../../../libs/domain/accounting/month-report';
import { readBalanceChecks } from '../../../../libs/postgres/accounting/balance-check-store';
import { findDifferences } from '../../../../libs/postgres/accounting/balance-differences';
import { readBalanceReading } from '../../../../libs/postgres/accounting/balance-store';
import { LISTED_AT_MOST, readMonth } from '../../../../libs/postgres/accounting/month-reader';
import type { Database, Transaction } from '../../../../libs/postgres/database/database';
import type { MonthReport } from './month.schema';

/** An open month as the books have it now. */
export async function reportMonth(
  database: Database | Transaction,
  month: string,
  timezone: string,
): Promise<Omit<MonthReport, 'closed'>> {
  const span = monthOf(month, timezone);
  const { openings, sums, late, openHolds, uncaptured, withoutFees } = await readMonth(database, span);
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
    feesUnknown: [...withoutFees],
    readAt: completedAt,
    atStripe: checks.map(({ currency, atStripe, difference, checkedAt }) => ({
      currency,
      balance: atStripe,
      difference,
      checkedAt,
    })),
  };
}
