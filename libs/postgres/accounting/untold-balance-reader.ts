import { sql } from 'kysely';
import { providersWithoutBalance, type PaymentProvider } from '../../domain/capabilities/payment-provider';
import type { Money } from '../../domain/money/money';
import type { Database, Transaction } from '../database/database';
import { LISTED_AT_MOST, type TimeSpan } from './month-reader';

/** What moved by the ledger through a provider that tells no balance, before fees that nobody knows. Minor units. */
export interface UntoldBalance {
  readonly provider: PaymentProvider;
  readonly currency: string;
  readonly opening: number;
  readonly received: number;
  readonly returned: number;
  /** opening + received − returned */
  readonly closing: number;
  readonly late: readonly LateInLedger[];
}

/** A movement of a closed month that came into the ledger after that was closed. */
export interface LateInLedger {
  readonly orderId: string | null;
  /** The closed month that it belongs to. */
  readonly month: string;
  readonly kind: string;
  readonly occurredAt: string;
  readonly recordedAt: string;
  /** Below 0: it went back. */
  readonly amount: Money;
}

/**
 * Reads what the ledger has of providers that tell no balance.
 * @param upTo the last place of the ledger that counts; null: all that is recorded
 */
export async function readUntoldBalances(
  database: Database | Transaction,
  { from, to }: TimeSpan,
  upTo: number | null,
): Promise<readonly UntoldBalance[]> {
  const { rows } = await sql<SumRow>`
    select account, currency, coalesce(sum(${SIGNED}) filter (where booked_at < ${from}), 0)::bigint as opening,
      coalesce(sum(amount) filter (where booked_at >= ${from} and side = 'debit'), 0)::bigint as received,
      coalesce(sum(amount) filter (where booked_at >= ${from} and side = 'credit'), 0)::bigint as returned
    from ledger_entries join dated_ledger_transactions moved using (transaction_id)
    where account = any(${ACCOUNTS}) and booked_at < ${to} and (${upTo}::bigint is null or position <= ${upTo})
    group by account, currency order by account, currency`.execute(database);
  const late = await lateIn(database, { from, to }, upTo);
  return rows.flatMap(({ account, ...sums }) =>
    providersWithoutBalance()
      .filter(({ balanceAccount }) => balanceAccount === account)
      .map(({ provider }) => ({
        provider,
        ...sums,
        closing: sums.opening + sums.received - sums.returned,
        late: late.flatMap(({ account: of, movement }) =>
          of === account && movement.amount.currency === sums.currency ? [movement] : [],
        ),
      })),
  );
}

const ACCOUNTS = providersWithoutBalance().map(({ balanceAccount }) => balanceAccount);

const SIGNED = sql`case side when 'debit' then amount else -amount end`;

interface SumRow {
  readonly account: string;
  readonly currency: string;
  readonly opening: number;
  readonly received: number;
  readonly returned: number;
}

async function lateIn(
  database: Database | Transaction,
  { from, to }: TimeSpan,
  upTo: number | null,
): Promise<readonly { readonly account: string; readonly movement: LateInLedger }[]> {
  const { rows } = await sql<LateRow>`
    select account, currency, ${SIGNED} as amount, order_id, kind, late_for, moved_at, moved.created_at
    from ledger_entries join dated_ledger_transactions moved using (transaction_id)
    where account = any(${ACCOUNTS}) and booked_at >= ${from} and booked_at < ${to} and late_for is not null
      and (${upTo}::bigint is null or position <= ${upTo})
    order by moved_at, entry_id limit ${LISTED_AT_MOST}`.execute(database);
  return rows.map((row) => ({
    account: row.account,
    movement: {
      orderId: row.order_id,
      month: row.late_for,
      kind: row.kind,
      occurredAt: row.moved_at,
      recordedAt: row.created_at,
      amount: { amount: row.amount, currency: row.currency },
    },
  }));
}

interface LateRow {
  readonly account: string;
  readonly currency: string;
  readonly amount: number;
  readonly order_id: string | null;
  readonly kind: string;
  readonly late_for: string;
  readonly moved_at: string;
  readonly created_at: string;
}
