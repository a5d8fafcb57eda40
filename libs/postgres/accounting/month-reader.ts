import { sql } from 'kysely';
import type { LineSum } from '../../domain/accounting/balance-lines';
import type { OpeningBalance } from '../../domain/accounting/month-report';
import type { Money } from '../../domain/money/money';
import type { Database, Transaction } from '../database/database';

/** From an instant to before another, ISO 8601. */
export interface TimeSpan {
  readonly from: string;
  readonly to: string;
}

/** A movement of a closed month that was recorded after that was closed. */
export interface LateMovement {
  readonly balanceTransactionId: string;
  /** The closed month that it belongs to. */
  readonly month: string;
  readonly createdAt: string;
  readonly recordedAt: string;
  readonly reportingCategory: string;
  readonly currency: string;
  readonly net: number;
}

/** What was held, or had left uncaptured, at an instant: nobody's money yet, so it is booked nowhere. */
export interface OpenAtEnd {
  readonly orderId: string;
  readonly amount: Money;
}

/** A shipment that left in a month and was not captured by its end. */
export interface UncapturedShipment extends OpenAtEnd {
  readonly shipmentId: string;
  readonly shippedAt: string;
  /** Null: it is not, or never will be. */
  readonly capturedAt: string | null;
}

/** The books of a time, before they are put into lines. */
export interface MonthRows {
  readonly openings: readonly OpeningBalance[];
  readonly sums: readonly LineSum[];
  readonly late: readonly LateMovement[];
  readonly openHolds: readonly OpenAtEnd[];
  readonly uncaptured: readonly UncapturedShipment[];
}

/** Rows that a list of a report has at most. */
export const LISTED_AT_MOST = 1_000;

/** Reads what moved in a time, what was there before it, and what was open when it ended. */
export async function readMonth(database: Database | Transaction, span: TimeSpan): Promise<MonthRows> {
  return {
    openings: await openingsOf(database, span),
    sums: await sumsOf(database, span),
    late: await lateIn(database, span),
    openHolds: await heldAt(database, span.to),
    uncaptured: await uncapturedIn(database, span),
  };
}

async function openingsOf(database: Database | Transaction, { from }: TimeSpan): Promise<readonly OpeningBalance[]> {
  const { rows } = await sql<OpeningBalance>`
    select currency, sum(amount)::bigint as amount
    from (
      select currency, net as amount from dated_balance_transactions where booked_at < ${from}
      union all
      select currency, carried from balance_checks
    ) before group by currency order by currency`.execute(database);
  return rows;
}

async function sumsOf(database: Database | Transaction, { from, to }: TimeSpan): Promise<readonly LineSum[]> {
  const { rows } = await sql<LineSum>`
    select reporting_category as "reportingCategory", currency, count(*)::int as count, sum(gross)::bigint as gross,
      sum(fee)::bigint as fee, sum(net)::bigint as net
    from dated_balance_transactions where booked_at >= ${from} and booked_at < ${to}
    group by 1, 2 order by 2, 1`.execute(database);
  return rows;
}

async function lateIn(database: Database | Transaction, { from, to }: TimeSpan): Promise<readonly LateMovement[]> {
  const { rows } = await sql<Omit<LateMovement, 'createdAt' | 'recordedAt'> & LateTimes>`
    select balance_transaction_id as "balanceTransactionId", late_for as month, created_at, recorded_at,
      reporting_category as "reportingCategory", currency, net
    from dated_balance_transactions
    where booked_at >= ${from} and booked_at < ${to} and late_for is not null
    order by created_at, balance_transaction_id limit ${LISTED_AT_MOST}`.execute(database);
  return rows.map(({ created_at: createdAt, recorded_at: recordedAt, ...late }) => ({
    ...late,
    createdAt,
    recordedAt,
  }));
}

interface LateTimes {
  readonly created_at: string;
  readonly recorded_at: string;
}

/** By the memo book: what was held and had neither been captured nor given back. */
async function heldAt(database: Database | Transaction, at: string): Promise<readonly OpenAtEnd[]> {
  const { rows } = await sql<{ order_id: string; amount: number; currency: string }>`
    select order_id, sum(case side when 'debit' then amount else -amount end)::bigint as amount, currency
    from ledger_entries join ledger_transactions using (transaction_id)
    where account = 'card_holds' and coalesce(occurred_at, created_at) < ${at}
      -- What had ended by then, and was not touched since, held nothing.
      and order_id in (
        select order_id from orders
        where created_at < ${at} and (updated_at >= ${at} or status not in ('completed', 'canceled'))
      )
    group by order_id, currency
    having sum(case side when 'debit' then amount else -amount end) <> 0
    order by order_id limit ${LISTED_AT_MOST}`.execute(database);
  return rows.map(({ order_id: orderId, amount, currency }) => ({ orderId, amount: { amount, currency } }));
}

async function uncapturedIn(
  database: Database | Transaction,
  { from, to }: TimeSpan,
): Promise<readonly UncapturedShipment[]> {
  const { rows } = await sql<UncapturedRow>`
    select shipments.order_id, shipments.shipment_id, shipments.amount, currency, shipped_at, captured_at
    from shipments
      join orders using (order_id)
      left join captures on captures.capture_id = shipments.capture_id and captures.state in ('captured', 'settled')
    where shipments.shipped_at >= ${from} and shipments.shipped_at < ${to} and shipments.covered_at < ${to}
      and (captured_at is null or captured_at >= ${to}) and (shipments.canceled_at is null or shipments.canceled_at >= ${to})
    order by shipped_at, shipments.order_id, shipments.shipment_id limit ${LISTED_AT_MOST}`.execute(database);
  return rows.map((row) => ({
    orderId: row.order_id,
    shipmentId: row.shipment_id,
    amount: { amount: row.amount, currency: row.currency },
    shippedAt: row.shipped_at,
    capturedAt: row.captured_at,
  }));
}

interface UncapturedRow {
  readonly order_id: string;
  readonly shipment_id: string;
  readonly amount: number;
  readonly currency: string;
  readonly shipped_at: string;
  readonly captured_at: string | null;
}
