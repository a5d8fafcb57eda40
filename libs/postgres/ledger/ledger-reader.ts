import { sql, type RawBuilder } from 'kysely';
import { bookOf, type Book, type LedgerAccount } from '../../domain/ledger/accounts';
import { balancesOf } from '../../domain/ledger/ledger-balances';
import type { LedgerEntry, LedgerTransactionKind } from '../../domain/ledger/ledger';
import type { Database } from '../database/database';
import type { LedgerRecord, MovementRecord } from '../records/ledger-record';

/** An order has at most 51 captures, each with two movements, and a handful around them. */
const MOVEMENTS_AT_MOST = 2_000;

/** Every movement of an order's money, oldest first, with what stands on each account. */
export async function readLedger(database: Database, orderId: string): Promise<LedgerRecord> {
  const { rows } = await sql<MovementRow>`
    select ${MOVEMENT} from ledger_transactions movement
    where order_id = ${orderId} order by transaction_id limit ${MOVEMENTS_AT_MOST}`.execute(database);
  const transactions = rows.map(movementOf);
  return { transactions, balances: balancesOf(transactions.flatMap(({ entries }) => entries)) };
}

/** Movements over all orders, in the order in which they got their places. */
export interface LedgerPage {
  readonly movements: readonly (MovementRecord & { readonly position: number })[];
  /** Where the next page begins: after this position. */
  readonly through: number;
}

/** Which movements a page shows. */
export interface LedgerQuery {
  readonly after: number;
  readonly limit: number;
  readonly book: Book;
}

/** A page of the ledger of all orders; movements without entries in the book are left out. */
export async function readLedgerAfter(database: Database, { after, limit, book }: LedgerQuery): Promise<LedgerPage> {
  const { rows } = await sql<MovementRow & { readonly position: number }>`
    select position, ${MOVEMENT} from ledger_positions join ledger_transactions movement using (transaction_id)
    where position > ${after} order by position limit ${limit}`.execute(database);
  const movements = rows.flatMap((row) => {
    const movement = movementOf(row);
    const entries = movement.entries.filter(({ account }) => bookOf(account) === book);
    return entries.length === 0 ? [] : [{ ...movement, entries, position: row.position }];
  });
  return { movements, through: rows.at(-1)?.position ?? after };
}

interface MovementRow {
  readonly transaction_id: number;
  readonly order_id: string | null;
  readonly source_key: string;
  readonly kind: LedgerTransactionKind;
  readonly created_at: string;
  readonly occurred_at: string | null;
  readonly shown_by: string | null;
  readonly entries: readonly EntryRow[];
}

interface EntryRow {
  readonly account: LedgerAccount;
  readonly side: LedgerEntry['side'];
  readonly amount: number;
  readonly currency: string;
}

function movementOf(row: MovementRow): MovementRecord {
  return {
    transactionId: row.transaction_id.toString(),
    orderId: row.order_id,
    sourceKey: row.source_key,
    kind: row.kind,
    at: row.created_at,
    occurredAt: row.occurred_at ?? row.created_at,
    balanceTransactionId: row.shown_by,
    entries: row.entries.map(({ account, side, amount, currency }) => ({
      account,
      side,
      amount: { amount, currency },
    })),
  };
}

const entries: RawBuilder<unknown> = sql`
  (
    select json_agg(json_build_object(
      'account', account, 'side', side, 'amount', amount, 'currency', currency) order by entry_id)
    from ledger_entries entry where entry.transaction_id = movement.transaction_id
  )`;

/**
 * A capture is booked before Stripe shows it in the balance, and so is a refund: its movement is never changed, so what
 * shows it stands with the capture or the refund. It is there once that has settled.
 */
const shownBy: RawBuilder<unknown> = sql`
  coalesce(movement.balance_transaction_id, case movement.kind
    when 'captured' then
      (select balance_transaction_id from captures where capture_id = substr(movement.source_key, length('capture/') + 1))
    when 'settled' then coalesce(
      (
        select balance_transaction_id from captures
        where capture_id = substr(movement.source_key, length('settlement/') + 1)
      ),
      ${ofRefund('refund-settlement/', 'balance_transaction_id')},
      ${ofRefund('refund-failure-settlement/', 'failure_balance_transaction_id')}
    )
    when 'refunded' then ${ofRefund('refund/', 'balance_transaction_id')}
    when 'refund_failed' then ${ofRefund('refund-failure/', 'failure_balance_transaction_id')}
    when 'transferred' then ${ofShare('transfer')}
    when 'application_fee' then ${ofShare('application_fee')}
  end)`;

function ofRefund(prefix: string, column: string): RawBuilder<unknown> {
  return sql`
    (
      select ${sql.ref(`refund_parts.${column}`)} from refund_parts
      where refund_parts.order_id = movement.order_id
        and movement.source_key = ${sql.lit(prefix)} || refund_parts.order_id || '/' || refund_id || '/' || part
    )`;
}

function ofShare(kind: 'transfer' | 'application_fee'): RawBuilder<unknown> {
  const prefix = `${kind.replace('_', '-')}/`;
  return sql`
    (
      select connect_shares.balance_transaction_id from connect_shares
      where kind = ${sql.lit(kind)} and capture_id = substr(movement.source_key, length(${sql.lit(prefix)}) + 1)
    )`;
}

const MOVEMENT: RawBuilder<unknown> = sql`
  movement.transaction_id, movement.order_id, movement.source_key, movement.kind, movement.created_at,
  movement.occurred_at, ${shownBy} shown_by, ${entries} entries`;
