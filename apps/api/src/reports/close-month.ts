import { Inject, Injectable } from '@nestjs/common';
import { monthOf } from '../../../../libs/domain/accounting/calendar';
import { addSeconds } from '../../../../libs/domain/orders/deadline';
import type { Requester } from '../../../../libs/domain/orders/requester';
import { readBalanceReading, type BalanceReading } from '../../../../libs/postgres/accounting/balance-store';
import {
  closeMonth,
  findClosedMonth,
  lastClosedMonth,
  type ClosedMonthRow,
  type NewClosedMonth,
} from '../../../../libs/postgres/accounting/closed-month-store';
import type { Database, Transaction } from '../../../../libs/postgres/database/database';
import { Problem } from '../problems/problem';
import { DATABASE } from '../tokens';
import { reportMonth } from './month-report';
import { monthReportSchema, type MonthClosing, type MonthReport } from './month.schema';

/** A month as it is shown, and whether an earlier request had closed it. */
export interface MonthClosed {
  readonly report: MonthReport;
  readonly replayed: boolean;
}

/** Closes a month of the books, once: nothing is counted in it any more, and its report never changes. */
@Injectable()
export class CloseMonth {
  constructor(@Inject(DATABASE) private readonly database: Database) {}

  async run(month: string, closing: MonthClosing, requester: Requester): Promise<MonthClosed> {
    const known = await this.find(month);
    if (known !== undefined) return { report: known, replayed: true };
    const outcome = await closeMonth(this.database, (transaction) => prepared(transaction, month, closing, requester));
    const report = await this.find(month);
    if (report !== undefined) return { report, replayed: outcome !== 'closed' };
    throw new Problem('month_not_closable', outcome === 'closed' ? 'It is open again.' : outcome.refusal);
  }

  /** The report of a closed month as it was then; undefined while it is open. */
  async find(month: string): Promise<MonthReport | undefined> {
    const closed = await findClosedMonth(this.database, month);
    return closed === undefined ? undefined : reportOf(closed);
  }
}

function reportOf({ report, closed_at: at, key_name: keyName, person }: ClosedMonthRow): MonthReport {
  const kept = monthReportSchema.omit({ closed: true }).parse(report);
  return { ...kept, closed: { at, keyName, person } };
}

async function prepared(
  transaction: Transaction,
  month: string,
  closing: MonthClosing,
  requester: Requester,
): Promise<NewClosedMonth | { readonly refusal: string }> {
  const last = await lastClosedMonth(transaction);
  const timezone = closing.timezone ?? last?.timezone ?? 'UTC';
  const { from, to } = monthOf(month, timezone);
  if (last !== undefined && last.timezone !== timezone) {
    return { refusal: `Month ${last.month} was closed in ${last.timezone}: days must be counted in one time zone.` };
  }
  if (last !== undefined && last.ends_at !== from) {
    return { refusal: `Month ${last.month} was closed last: the next one is the month after it.` };
  }
  const report = await reportMonth(transaction, month, timezone);
  const refusal = refusalOf(report, await readBalanceReading(transaction), closing);
  if (refusal !== undefined) return { refusal };
  return {
    month,
    timezone,
    begins_at: from,
    ends_at: to,
    key_name: requester.keyName ?? null,
    person: requester.person ?? null,
    request_id: requester.requestId,
    report,
  };
}

/** A movement can show in Stripe's list later than it happened. */
const APPEARS_WITHIN_SECONDS = 60 * 60;

/** All that happened in it must have been read, and what differs must be known. */
function refusalOf(
  { to, differences }: Omit<MonthReport, 'closed'>,
  { completedAt, readUntil }: BalanceReading,
  { acceptDifferences = false }: MonthClosing,
): string | undefined {
  if (completedAt === null) return "Stripe's balance was never read to its end.";
  // By Stripe's clock or, where nothing moved since, by ours.
  if (readUntil < to && completedAt < addSeconds(to, APPEARS_WITHIN_SECONDS)) {
    return `Stripe's balance was last read at ${completedAt}; the month is over at ${to}, and read an hour later.`;
  }
  if (differences.length === 0 || acceptDifferences) return undefined;
  const [first] = differences;
  const count = differences.length.toString();
  return `${count} balance transactions differ from the ledger, the first of them ${first?.balanceTransactionId ?? ''}.`;
}
