import type { RawBuilder, Selectable, SelectQueryBuilder, Updateable } from 'kysely';
import { nextKeyGeneration, refundKey } from '../../domain/provider/idempotency-key';
import { refundPartId } from '../../domain/provider/ids';
import { refundStatus, type RefundCommand } from '../../domain/refunds/refund';
import type { Breakdown } from '../../domain/orders/shipment-price';
import type { PlannedPart } from '../../domain/refunds/refundable-state';
import { refundMayBecome, type RefundState } from '../../domain/orders/transitions';
import type { Database, Transaction } from '../database/database';
import { fitting } from '../database/fitting-text';
import { splitColumns } from './split-columns';
import type { OrderChange } from '../orders/order-change';
import type { RefundPartsTable, RefundsTable } from '../records/refund-schema';
import type { Schema } from '../records/schema';

/** With its order's currency, which every amount of it is in. */
export interface RefundRow extends Selectable<RefundsTable> {
  readonly currency: string;
}

/** A part with what its charge is called at the provider. */
export interface RefundPartRow extends Selectable<RefundPartsTable> {
  readonly charge_id: string | null;
  readonly payment_intent_id: string | null;
}

/** Somebody made it in the provider's own pages, or with another program. */
export function madeAtStripe({ idempotency_key: key }: RefundPartRow): boolean {
  return key === null;
}

/** A refund with all its rows. */
export interface StoredRefund {
  readonly refund: RefundRow;
  /** In their order, at least one. */
  readonly parts: readonly RefundPartRow[];
  /** When what is still due of transfers and application fees is tried again. */
  readonly reversalsDueAt: readonly string[];
}

/** A part as it was planned, and what its money is for; null where nobody can say. */
export interface SplitPart extends PlannedPart {
  readonly breakdown: Breakdown | null;
}

/** Writes the intent to refund. One that was refused before is written over: it left nothing behind. */
export async function saveRefund(
  change: OrderChange,
  command: RefundCommand,
  amount: number,
  planned: readonly SplitPart[],
): Promise<StoredRefund> {
  const { transaction, orderId, at } = change;
  const { refundId } = command;
  const before = await findRefund(transaction, orderId, refundId);
  const last = Math.max(0, ...(before?.parts ?? []).map((part) => part.generation));
  const generation = nextKeyGeneration(last, { proof: 'refused' });
  const values = {
    content_hash: command.contentHash,
    acceptance_id: command.acceptanceId,
    status: 'requested',
    shipment_id: command.shipmentId,
    amount,
    reason: fitting(command.reason, 2000),
    request_id: command.requestId,
    created_at: at,
    updated_at: at,
    settled_at: null,
  } as const;
  await transaction
    .insertInto('refunds')
    .values({ order_id: orderId, refund_id: refundId, ...values })
    .onConflict((conflict) =>
      conflict.columns(['order_id', 'refund_id']).doUpdateSet(values).where('refunds.status', '=', 'refused'),
    )
    .execute();
  await transaction
    .deleteFrom('refund_parts')
    .where('order_id', '=', orderId)
    .where('refund_id', '=', refundId)
    .execute();
  // Where credits paid for all of it nobody is asked: it is done.
  const state = amount === 0 ? 'succeeded' : 'requested';
  for (const [index, part] of planned.entries()) {
    await insertPart(change, { refundId, part: index + 1, generation, state }, part);
  }
  if (amount === 0) await deriveStatus(change, refundId);
  return getRefund(transaction, orderId, refundId);
}

interface NewPart {
  readonly refundId: string;
  readonly part: number;
  readonly generation: number;
  readonly state: RefundState;
}

async function insertPart(
  { transaction, orderId, at }: OrderChange,
  { refundId, part, generation, state }: NewPart,
  { authorizationId, amount, breakdown, extra, units, shippingOf, credits }: SplitPart,
): Promise<void> {
  const key = { order_id: orderId, refund_id: refundId, part };
  await transaction
    .insertInto('refund_parts')
    .values({
      ...key,
      generation,
      authorization_id: authorizationId,
      state,
      amount,
      credits: credits === undefined ? null : JSON.stringify(credits),
      extra,
      shipping: shippingOf !== undefined,
      ...splitColumns(breakdown),
      idempotency_key: refundKey(orderId, refundId, part, generation),
      key_first_used_at: at,
      created_at: at,
      updated_at: at,
    })
    .execute();
  // A part is of units as a whole or of their shipping alone, and says which.
  const concerned = shippingOf ?? units;
  if (concerned.length === 0) return;
  await transaction
    .insertInto('refund_units')
    .values(
      concerned.map(({ lineId, fromUnit, units: count }) => ({
        ...key,
        line_id: lineId,
        from_unit: fromUnit,
        units: count,
      })),
    )
    .execute();
}

/** Refunds, each alone, with its order's currency. */
export function selectRefunds(
  database: Database | Transaction,
): SelectQueryBuilder<Schema, 'refunds' | 'orders', RefundRow> {
  return database
    .selectFrom('refunds')
    .innerJoin('orders', 'orders.order_id', 'refunds.order_id')
    .selectAll('refunds')
    .select('orders.currency');
}

/** The parts of a refund, in their order. Its ids may also be columns of the statement around it. */
export function selectRefundParts(
  database: Database | Transaction,
  orderId: string | RawBuilder<string>,
  refundId: string | RawBuilder<string>,
): SelectQueryBuilder<Schema, 'refund_parts' | 'authorizations', RefundPartRow> {
  return database
    .selectFrom('refund_parts')
    .innerJoin('authorizations', 'authorizations.authorization_id', 'refund_parts.authorization_id')
    .selectAll('refund_parts')
    .select(['charge_id', 'payment_intent_id'])
    .where('refund_parts.order_id', '=', orderId)
    .where('refund_id', '=', refundId)
    .orderBy('part');
}

/** The refund with its parts; undefined when its intent was never written. */
export async function findRefund(
  transaction: Transaction,
  orderId: string,
  refundId: string,
): Promise<StoredRefund | undefined> {
  const refund = await selectRefunds(transaction)
    .where('refunds.order_id', '=', orderId)
    .where('refund_id', '=', refundId)
    .executeTakeFirst();
  if (refund === undefined) return undefined;
  const parts = await selectRefundParts(transaction, orderId, refundId).execute();
  const reversals = await transaction
    .selectFrom('connect_reversals')
    .select('due_at')
    .where('order_id', '=', orderId)
    .where('refund_id', '=', refundId)
    .execute();
  return { refund, parts, reversalsDueAt: reversals.flatMap(({ due_at }) => due_at ?? []) };
}

/** As `findRefund`, where an outcome follows from the intent, so that it must be there. */
export async function getRefund(transaction: Transaction, orderId: string, refundId: string): Promise<StoredRefund> {
  const stored = await findRefund(transaction, orderId, refundId);
  if (stored === undefined) throw new Error(`Bug! Order ${orderId} has no refund ${refundId}`);
  return stored;
}

/**
 * Changes a recorded part, along the transition table only, and derives the refund's status anew.
 * @throws Error when the table does not allow it, or when somebody changed the row meanwhile
 */
export async function changePart(
  change: OrderChange,
  row: RefundPartRow,
  state: RefundState,
  values: Omit<Updateable<RefundPartsTable>, 'state' | 'updated_at'>,
): Promise<void> {
  const name = partName(row);
  if (!refundMayBecome(row.state, state))
    throw new Error(`Bug! Refund ${name} is ${row.state} and cannot become ${state}`);
  const { numUpdatedRows } = await change.transaction
    .updateTable('refund_parts')
    .set({ ...values, state, updated_at: change.at })
    .where('order_id', '=', row.order_id)
    .where('refund_id', '=', row.refund_id)
    .where('part', '=', row.part)
    .where('state', '=', row.state)
    .executeTakeFirst();
  if (numUpdatedRows !== 1n) throw new Error(`Bug! Refund ${name} is not ${row.state} any more`);
  await deriveStatus(change, row.refund_id);
}

/** Unique over all orders: what the movement of a part in the ledger is called. */
export function partName({ order_id, refund_id, part }: RefundPartRow): string {
  return refundPartId(order_id, refund_id, part);
}

async function deriveStatus({ transaction, orderId, at }: OrderChange, refundId: string): Promise<void> {
  const { refund, parts } = await getRefund(transaction, orderId, refundId);
  const status = refundStatus(parts.map(({ state }) => state));
  if (status === refund.status) return;
  const open = status === 'requested' || status === 'pending';
  await transaction
    .updateTable('refunds')
    .set({ status, updated_at: at, settled_at: open ? null : at })
    .where('order_id', '=', orderId)
    .where('refund_id', '=', refundId)
    .execute();
}
