import { sql } from 'kysely';
import type { Database } from '../database/database';

/** Orders whose money moved, and until where in the ledger of all orders that is. */
export interface OrdersMoved {
  readonly orderIds: readonly string[];
  readonly through: number;
  /** Whether more wait behind them. */
  readonly more: boolean;
}

/** How far the audit has come. */
export interface AuditProgress {
  readonly position: number;
  /** ISO 8601; null: never. */
  readonly ranAt: string | null;
}

/** Where the audit stands. There is always one: the migration begins it. */
export async function readAuditProgress(database: Database): Promise<AuditProgress> {
  const row = await database.selectFrom('audit_progress').selectAll().executeTakeFirstOrThrow();
  return { position: row.position, ranAt: row.ran_at };
}

/** Goes on. Once for each batch: repeated, it would count them twice. @param orders that were audited now */
export async function moveAudit(database: Database, position: number, orders: number, ranAt: string): Promise<void> {
  await database
    .updateTable('audit_progress')
    .set((eb) => ({ position, ran_at: ranAt, orders: eb('orders', '+', orders) }))
    .execute();
}

/**
 * Orders whose money moved after a place in the ledger of all orders, up to what was recorded before an instant: what
 * is younger is not quiet yet.
 */
export async function ordersMovedAfter(
  database: Database,
  {
    position,
    quietBefore,
    atMost,
  }: { readonly position: number; readonly quietBefore: string; readonly atMost: number },
): Promise<OrdersMoved> {
  const { rows } = await sql<{ order_id: string | null; position: number; created_at: string }>`
    select order_id, position, created_at
    from ledger_positions join ledger_transactions using (transaction_id)
    where position > ${position} order by position limit ${atMost}`.execute(database);
  const young = rows.findIndex(({ created_at: at }) => at > quietBefore);
  const quiet = young === -1 ? rows : rows.slice(0, young);
  return {
    orderIds: [...new Set(quiet.flatMap(({ order_id: orderId }) => orderId ?? []))],
    through: quiet.at(-1)?.position ?? position,
    more: young === -1 && rows.length === atMost,
  };
}

/** Orders whose audit found something, those that were told first first. */
export async function ordersThatDiffer(database: Database, atMost: number): Promise<string[]> {
  const rows = await database
    .selectFrom('attentions')
    .select('order_id')
    .where('code', '=', 'books_differ')
    .where('closed_at', 'is', null)
    .orderBy('attention_id')
    .limit(atMost)
    .execute();
  return rows.map(({ order_id }) => order_id);
}

/** Whether its provider was asked for something of the order, and nobody has written down what came of it. */
export async function isUnderWay(database: Database, orderId: string): Promise<boolean> {
  const { rows } = await sql<{ open: boolean }>`
    select exists (select from captures where order_id = ${orderId} and state in ('requested', 'unknown'))
      or exists (select from refund_parts where order_id = ${orderId} and state in ('requested', 'unknown'))
      or exists (select from connect_reversals where order_id = ${orderId} and state in ('requested', 'unknown'))
      or exists (select from dispute_transfers where order_id = ${orderId} and state in ('requested', 'unknown'))
      or exists (select from authorizations where order_id = ${orderId} and state in ('requested', 'processing'))
      as open`.execute(database);
  return rows[0]?.open ?? false;
}

/** A movement of the balance of an order, as an audit compares it. */
export interface OrderBalanceMovement {
  readonly id: string;
  readonly source: string | null;
  readonly currency: string;
  readonly fee: number;
  readonly net: number;
}

/** An order as its provider knows it by ids, and what of it moved in the balance, as far as that was read. */
export interface AuditedOrder {
  readonly paymentIntentIds: readonly string[];
  readonly refundIds: readonly string[];
  readonly movements: readonly OrderBalanceMovement[];
}

/** What an audit asks the provider for; ids and movements are in the order in which they were made. */
export async function readOrderAtProvider(database: Database, orderId: string): Promise<AuditedOrder> {
  const intents = await database
    .selectFrom('authorizations')
    .select('payment_intent_id')
    .where('order_id', '=', orderId)
    .where('payment_intent_id', 'is not', null)
    .orderBy('generation')
    .execute();
  const refunds = await database
    .selectFrom('refund_parts')
    .select('stripe_refund_id')
    .where('order_id', '=', orderId)
    .where('stripe_refund_id', 'is not', null)
    .orderBy('stripe_refund_id')
    .execute();
  // By what the rows name: the view would look at every movement there is.
  const { rows } = await sql<OrderBalanceMovement>`
    select balance_transaction_id as id, source, currency, fee, net from balance_transactions
    where source in (
        select charge_id from authorizations where order_id = ${orderId}
        union all select stripe_refund_id from refund_parts where order_id = ${orderId}
        union all select dispute_id from disputes where order_id = ${orderId}
        union all select stripe_id from connect_shares where order_id = ${orderId}
        union all select stripe_id from connect_reversals where order_id = ${orderId}
        union all select stripe_id from dispute_transfers where order_id = ${orderId}
      )
    order by created_at, balance_transaction_id`.execute(database);
  return {
    paymentIntentIds: intents.flatMap(({ payment_intent_id: id }) => id ?? []),
    refundIds: refunds.flatMap(({ stripe_refund_id: id }) => id ?? []),
    movements: rows,
  };
}

/** Orders whose money moved since an instant, by their ids: those that come after one; null: from the first. */
export async function ordersMovedSince(
  database: Database,
  { since, after, atMost }: { readonly since: string; readonly after: string | null; readonly atMost: number },
): Promise<string[]> {
  const { rows } = await sql<{ order_id: string }>`
    select distinct order_id from ledger_transactions
    where order_id > ${after ?? ''} and created_at >= ${since}
    order by order_id limit ${atMost}`.execute(database);
  return rows.map(({ order_id: orderId }) => orderId);
}
