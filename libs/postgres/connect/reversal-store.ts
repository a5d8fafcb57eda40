import type { RawBuilder, Selectable, SelectQueryBuilder, Updateable } from 'kysely';
import type { PlannedReversal } from '../../domain/connect/connect-return';
import { sourceTransfer, type SourceTransfer } from './source-transfer';
import { reversalId } from '../../domain/provider/ids';
import { OPEN_REVERSALS, reversalMayBecome, type ReversalState } from '../../domain/orders/reversal-state';
import type { Shares } from '../../domain/orders/connect-terms';
import type { RefundState } from '../../domain/orders/transitions';
import type { ConnectReversalsTable, DisputeTransfersTable } from '../records/connect-schema';
import type { Schema } from '../records/schema';
import type { Database, Transaction } from '../database/database';
import type { OrderChange } from '../orders/order-change';
import type { RefundPartRow } from '../refunds/refund-store';

/** A reversal with the share that it takes from, and the refund that it belongs to. */
export interface ReversalRow extends Selectable<ConnectReversalsTable>, SourceTransfer {
  readonly order_currency: string;
  readonly part_state: RefundState;
  readonly charge_id: string | null;
  readonly shipment_id: string;
}

/**
 * Writes the intents: what has to go back with a part of a refund, and in which pieces. Once for a part: a second
 * time breaks the table's key.
 */
export async function insertReversals(
  { transaction, orderId, at }: OrderChange,
  { refund_id, part }: RefundPartRow,
  due: Shares,
  planned: readonly PlannedReversal[],
): Promise<void> {
  await transaction
    .updateTable('refund_parts')
    .set({ transfer_due: due.transfer, application_fee_due: due.application_fee })
    .where('order_id', '=', orderId)
    .where('refund_id', '=', refund_id)
    .where('part', '=', part)
    .execute();
  if (planned.length === 0) return;
  await transaction
    .insertInto('connect_reversals')
    .values(
      planned.map(({ captureId, kind, amount, of }, index) => ({
        order_id: orderId,
        refund_id,
        part,
        reversal: index + 1,
        capture_id: captureId,
        kind,
        amount,
        from_dispute_id: of?.disputeId ?? null,
        from_piece: of?.piece ?? null,
        state: 'requested' as const,
        generation: 1,
        due_at: at,
        created_at: at,
        updated_at: at,
      })),
    )
    .execute();
}

/** The reversals of a refund that have no outcome yet. */
export async function openReversals(
  transaction: Transaction,
  orderId: string,
  refundId: string,
): Promise<ReversalRow[]> {
  return selectReversals(transaction, orderId, refundId)
    .where('connect_reversals.state', 'in', OPEN_REVERSALS)
    .execute();
}

/** One reversal as it is now. */
export async function getReversal(transaction: Transaction, row: ReversalRow): Promise<ReversalRow> {
  return selectReversals(transaction, row.order_id, row.refund_id)
    .where('connect_reversals.part', '=', row.part)
    .where('connect_reversals.reversal', '=', row.reversal)
    .executeTakeFirstOrThrow();
}

type ReversalTables =
  'connect_reversals' | 'orders' | 'refund_parts' | 'authorizations' | 'connect_shares' | 'captures' | 'origin';

/** Every reversal of a refund, in its order. Its ids may also be columns of the statement around it. */
export function selectReversals(
  database: Database | Transaction,
  orderId: string | RawBuilder<string>,
  refundId: string | RawBuilder<string>,
): SelectQueryBuilder<Schema & { origin: DisputeTransfersTable }, ReversalTables, ReversalRow> {
  return database
    .selectFrom('connect_reversals')
    .innerJoin('orders', 'orders.order_id', 'connect_reversals.order_id')
    .innerJoin('refund_parts', (join) =>
      join
        .onRef('refund_parts.order_id', '=', 'connect_reversals.order_id')
        .onRef('refund_parts.refund_id', '=', 'connect_reversals.refund_id')
        .onRef('refund_parts.part', '=', 'connect_reversals.part'),
    )
    .innerJoin('authorizations', 'authorizations.authorization_id', 'refund_parts.authorization_id')
    .innerJoin('connect_shares', (join) =>
      join
        .onRef('connect_shares.capture_id', '=', 'connect_reversals.capture_id')
        .onRef('connect_shares.kind', '=', 'connect_reversals.kind'),
    )
    .innerJoin('captures', 'captures.capture_id', 'connect_reversals.capture_id')
    .leftJoin('dispute_transfers as origin', (join) =>
      join
        .onRef('origin.dispute_id', '=', 'connect_reversals.from_dispute_id')
        .onRef('origin.piece', '=', 'connect_reversals.from_piece'),
    )
    .selectAll('connect_reversals')
    .select(['orders.currency as order_currency', 'refund_parts.state as part_state', 'authorizations.charge_id'])
    .select('captures.shipment_id')
    .select(sourceTransfer('connect_reversals'))
    .where('connect_reversals.order_id', '=', orderId)
    .where('connect_reversals.refund_id', '=', refundId)
    .orderBy('connect_reversals.part')
    .orderBy('connect_reversals.reversal');
}

/**
 * Changes a recorded reversal, along the transition table only. Once: repeated, it throws.
 * @throws Error when the table does not allow it, or when somebody changed the row meanwhile
 */
export async function changeReversal(
  { transaction, at }: OrderChange,
  row: ReversalRow,
  state: ReversalState,
  values: Omit<Updateable<ConnectReversalsTable>, 'state' | 'updated_at'>,
): Promise<ReversalRow> {
  const name = reversalName(row);
  if (!reversalMayBecome(row.state, state)) {
    throw new Error(`Bug! Reversal ${name} is ${row.state} and cannot become ${state}`);
  }
  const open = OPEN_REVERSALS.includes(state);
  const { numUpdatedRows } = await transaction
    .updateTable('connect_reversals')
    .set({ ...values, ...(!open && { due_at: null }), state, updated_at: at })
    .where('order_id', '=', row.order_id)
    .where('refund_id', '=', row.refund_id)
    .where('part', '=', row.part)
    .where('reversal', '=', row.reversal)
    .where('state', '=', row.state)
    .executeTakeFirst();
  if (numUpdatedRows !== 1n) throw new Error(`Bug! Reversal ${name} is not ${row.state} any more`);
  return getReversal(transaction, row);
}

/** Unique over all orders: what its movement in the ledger is called. */
export function reversalName(row: Pick<ReversalRow, 'order_id' | 'refund_id' | 'part' | 'reversal'>): string {
  return reversalId(row.order_id, row.refund_id, row.part, row.reversal);
}
