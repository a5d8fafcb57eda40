import { Inject, Injectable } from '@nestjs/common';
import type { ApiConfig } from '../../../../libs/config/config';
import { monthOf } from '../../../../libs/domain/accounting/calendar';
import { capabilitiesOfProvider } from '../../../../libs/domain/capabilities/payment-provider';
import { addSeconds } from '../../../../libs/domain/orders/deadline';
import type { Requester } from '../../../../libs/domain/orders/requester';
import { readBalanceReading, type BalanceReading } from '../../../../libs/postgres/accounting/balance-store';
import {
  closeMonth,
  findClosedMonth,
  lastClosedMonth,
  type ClosedMonthRow,
  type MonthsEnd,
  type NewClosedMonth,
} from '../../../../libs/postgres/accounting/closed-month-store';
import type { Database, Transaction } from '../../../../libs/postgres/database/database';
import { Problem } from '../problems/problem';
import { API_CONFIG, DATABASE } from '../tokens';
import { reportMonth } from './month-report';
import { monthReportSchema, type MonthClosing, type MonthReport } from './month.schema';

/** A month as it is shown, and whether an earlier request had closed it. */
export interface MonthClosed {
  readonly report: MonthReport;
  readonly replayed: boolean;
}

/** Shows months of the books, and closes each once: nothing is counted in it any more, and its report never changes. */
@Injectable()
export class Months {
  private readonly balanceTold: boolean;

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(API_CONFIG) { providers }: Pick<ApiConfig, 'providers'>,
  ) {
    this.balanceTold = providers.some((provider) => capabilitiesOfProvider(provider).tellsBalance);
  }

  /** The report of a month: as it was when that was closed or, while it is open, as the books have it now. */
  async read(month: string, timezone: string): Promise<MonthReport> {
    const closed = await this.findClosed(month);
    if (closed !== undefined) return closed;
    const asked = { month, timezone, balanceTold: this.balanceTold, ledgerPosition: null };
    return { ...(await reportMonth(this.database, asked)), closed: null };
  }

  /** @throws Problem when it cannot be closed now, with the reason */
  async close(month: string, closing: MonthClosing, requester: Requester): Promise<MonthClosed> {
    const known = await this.findClosed(month);
    if (known !== undefined) return { report: known, replayed: true };
    const outcome = await closeMonth(this.database, (transaction, end) =>
      this.prepare(transaction, { month, closing, requester, end }),
    );
    const report = await this.findClosed(month);
    if (report !== undefined) return { report, replayed: outcome !== 'closed' };
    throw new Problem('month_not_closable', outcome === 'closed' ? 'It is open again.' : outcome.refusal);
  }

  private async findClosed(month: string): Promise<MonthReport | undefined> {
    const closed = await findClosedMonth(this.database, month);
    return closed === undefined ? undefined : reportOf(closed);
  }

  private async prepare(
    transaction: Transaction,
    { month, closing, requester, end }: Asked,
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
    const unread = this.balanceTold
      ? unreadBalance(to, await readBalanceReading(transaction))
      : tooSoon(to, end.closedAt);
    if (unread !== undefined) return { refusal: unread };
    const { ledgerPosition } = end;
    const report = await reportMonth(transaction, { month, timezone, balanceTold: this.balanceTold, ledgerPosition });
    const refusal = unacceptedDifference(report, closing);
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
}

interface Asked {
  readonly month: string;
  readonly closing: MonthClosing;
  readonly requester: Requester;
  readonly end: MonthsEnd;
}

function reportOf({ report, closed_at: at, key_name: keyName, person }: ClosedMonthRow): MonthReport {
  const kept = monthReportSchema.omit({ closed: true }).parse(report);
  return { ...kept, closed: { at, keyName, person } };
}

/** A movement can show in a provider's list, and an event can arrive, later than it happened. */
const APPEARS_WITHIN_SECONDS = 60 * 60;

/** All that happened in it must have been read. */
function unreadBalance(to: string, { completedAt, readUntil, problem }: BalanceReading): string | undefined {
  if (completedAt === null) {
    return `Stripe's balance was never read to its end${problem === null ? '.' : `: ${problem}`}`;
  }
  // By Stripe's clock or, where nothing moved since, by ours.
  if (readUntil >= to || completedAt >= addSeconds(to, APPEARS_WITHIN_SECONDS)) return undefined;
  return `Stripe's balance was last read at ${completedAt}; the month is over at ${to}, and read an hour later.`;
}

/** Nothing tells that all of it is known: what is missing is counted in the next month. */
function tooSoon(to: string, now: string): string | undefined {
  if (now >= addSeconds(to, APPEARS_WITHIN_SECONDS)) return undefined;
  return `The month is over at ${to}, and closes an hour later.`;
}

function unacceptedDifference(
  { differences }: Omit<MonthReport, 'closed'>,
  { acceptDifferences = false }: MonthClosing,
): string | undefined {
  if (differences.length === 0 || acceptDifferences) return undefined;
  const [first] = differences;
  const count = differences.length.toString();
  return `${count} balance transactions differ from the ledger, the first of them ${first?.balanceTransactionId ?? ''}.`;
}
