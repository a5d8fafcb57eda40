import { sql, type CompiledQuery } from 'kysely';
import type { LedgerTransaction } from '../../domain/ledger/ledger';
import { compiledOnce, type Given } from '../database/compiled-once';
import type { Database, Transaction } from '../database/database';
import { storableJson } from '../database/storable-json';
import type { OrdersTable } from '../records/order-schema';
import type { TimelineTable } from '../records/timeline-schema';

/** A row of the timeline as it is written; its number is given by the table. */
export type NewTimelineRow = Omit<TimelineTable, 'timeline_id'>;

/**
 * What a change adds to tables that are only ever added to: it waits for the end of the change, and is then written in
 * one statement, in the order in which it came.
 */
export interface AppendedRows {
  readonly timeline: NewTimelineRow[];
  readonly movements: LedgerTransaction[];
}

/** Columns of the order that are written with them. */
export type DerivedColumns = Pick<OrdersTable, 'status' | 'cancel_reason' | 'release_at'>;

/** Of which order, when, and whose doing it is. */
interface Writer {
  /** Null: of none, as a payout is. */
  readonly orderId: string | null;
  /** ISO 8601. */
  readonly at: string;
  readonly origin: { readonly actor: string; readonly requestId: string | null };
  /** The run of a workflow that writes: the order keeps it where it is its own workflow's. */
  readonly run?: { readonly workflowId: string; readonly runId: string };
}

/** Writes what was appended, and the order's columns where they may have changed. Nothing to write asks nothing. */
export async function writeAppended(
  transaction: Transaction,
  { orderId, at, origin, run }: Writer,
  { timeline, movements }: AppendedRows,
  derived?: DerivedColumns,
): Promise<void> {
  const parts = { timeline: timeline.length > 0, ledger: movements.length > 0, order: derived !== undefined };
  if (!parts.timeline && !parts.ledger && !parts.order) return;
  await endingOf(parts)(transaction, {
    orderId,
    at,
    timeline: storableJson(timeline),
    movements: JSON.stringify(
      movements.map(({ sourceKey, kind, entries, occurredAt = at, balanceTransactionId = null }) => ({
        ...{ order_id: orderId, source_key: sourceKey, kind, entry_count: entries.length },
        ...{ actor: origin.actor, request_id: origin.requestId, created_at: at },
        ...{ occurred_at: occurredAt, balance_transaction_id: balanceTransactionId },
      })),
    ),
    entries: JSON.stringify(
      movements.flatMap(({ sourceKey, entries }) =>
        entries.map(({ account, side, amount }) => ({ source_key: sourceKey, account, side, ...amount })),
      ),
    ),
    status: derived?.status ?? null,
    cancelReason: derived?.cancel_reason ?? null,
    releaseAt: derived?.release_at ?? null,
    workflowId: run?.workflowId ?? null,
    runId: run?.runId ?? null,
  });
}

interface Parts {
  readonly timeline: boolean;
  readonly ledger: boolean;
  readonly order: boolean;
}

interface Ending {
  readonly orderId: string | null;
  readonly at: string;
  /** JSON arrays of rows. */
  readonly timeline: string;
  readonly movements: string;
  readonly entries: string;
  readonly status: string | null;
  readonly cancelReason: string | null;
  readonly releaseAt: string | null;
  readonly workflowId: string | null;
  readonly runId: string | null;
}

type Write = ReturnType<typeof compiledOnce<Ending, unknown>>;

/** A statement names only the tables that it writes: not everybody who changes an order may write the ledger. */
const endings = new Map<string, Write>();

function endingOf(parts: Parts): Write {
  const name = JSON.stringify(parts);
  const known =
    endings.get(name) ?? compiledOnce<Ending, unknown>((database, given) => compile(database, given, parts));
  endings.set(name, known);
  return known;
}

function compile(
  database: Database | Transaction,
  given: Given<Ending>,
  { timeline, ledger, order }: Parts,
): CompiledQuery {
  const writes = [...(ledger ? [movement(given), entry(given)] : []), ...(timeline ? [told(given)] : [])];
  // Its events come in the order of the writes, and that an order is over is the last thing the shop is told.
  const afterwards = timeline ? sql`and (select count(*) from told) >= 0` : sql``;
  const last = order
    ? sql`
      update orders set status = ${given('status')}, cancel_reason = ${given('cancelReason')},
        release_at = ${given('releaseAt')}, updated_at = ${given('at')},
        workflow_run_id = case workflow_id when ${given('workflowId')} then ${given('runId')} else workflow_run_id end
      where order_id = ${given('orderId')} ${afterwards}`
    : sql`select`;
  return (writes.length === 0 ? last : sql`with ${sql.join(writes)} ${last}`).compile(database);
}

/** A source key that is there already inserts nothing, and so none of its entries. */
function movement(given: Given<Ending>): ReturnType<typeof sql> {
  return sql`
    movement as (
      insert into ledger_transactions (
        order_id, source_key, kind, entry_count, actor, request_id, created_at, occurred_at, balance_transaction_id
      )
      select
        order_id, source_key, kind, entry_count, actor, request_id, created_at, occurred_at, balance_transaction_id
      from jsonb_populate_recordset(null::ledger_transactions, ${given('movements')}::jsonb)
      on conflict (source_key) do nothing
      returning transaction_id, source_key
    )`;
}

function entry(given: Given<Ending>): ReturnType<typeof sql> {
  return sql`
    entry as (
      insert into ledger_entries (transaction_id, account, side, amount, currency)
      select transaction_id, row ->> 'account', row ->> 'side', (row ->> 'amount')::bigint, row ->> 'currency'
      from jsonb_array_elements(${given('entries')}::jsonb) with ordinality as each (row, position)
      join movement on source_key = row ->> 'source_key'
      order by position
    )`;
}

function told(given: Given<Ending>): ReturnType<typeof sql> {
  const columns = sql.raw(Object.keys(TIMELINE_COLUMNS).join(', '));
  return sql`
    told as (
      insert into timeline (${columns})
      select ${columns} from jsonb_populate_recordset(null::timeline, ${given('timeline')}::jsonb)
      returning timeline_id
    )`;
}

const TIMELINE_COLUMNS: Readonly<Record<keyof NewTimelineRow, true>> = {
  ...{ order_id: true, at: true, kind: true, amount: true, currency: true, message: true },
  ...{ actor: true, request_id: true, key_name: true, person: true, event_id: true },
  ...{ authorization_id: true, shipment_id: true, capture_id: true, cancellation_id: true },
  ...{ payment_intent_id: true, charge_id: true, balance_transaction_id: true },
  ...{ refund_id: true, stripe_refund_id: true, dispute_id: true },
};
