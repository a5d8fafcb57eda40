import type { Insertable, Selectable, SelectQueryBuilder, Updateable } from 'kysely';
import type { ReturnPlan } from '../../domain/connect/connect-return';
import type { PieceGivenAgain, PieceTaken } from '../../domain/connect/disputed-share';
import { sumOf } from '../../domain/money/money';
import { OPEN_REVERSALS, reversalMayBecome, type ReversalState } from '../../domain/orders/reversal-state';
import { disputeTransferId } from '../../domain/provider/ids';
import type { Transaction } from '../database/database';
import { changeDispute, type DisputeRow } from '../disputes/dispute-store';
import type { OrderChange } from '../orders/order-change';
import type { DisputeTransfersTable } from '../records/connect-schema';
import type { Schema } from '../records/schema';
import { sourceTransfer, type SourceTransfer } from './source-transfer';

/** A piece of what a dispute does with a connected account's share, with what it is of. */
export interface DisputeTransferRow extends Selectable<DisputeTransfersTable>, SourceTransfer {
  readonly order_currency: string;
  /** Null without Connect. */
  readonly destination: string | null;
  readonly charge_id: string | null;
  readonly shipment_id: string;
}

type Tables = 'dispute_transfers' | 'orders' | 'captures' | 'authorizations' | 'connect_shares' | 'origin';

/** The pieces of a dispute, in the order in which they were planned. */
export async function disputeTransfers(transaction: Transaction, disputeId: string): Promise<DisputeTransferRow[]> {
  return selectPieces(transaction).where('dispute_transfers.dispute_id', '=', disputeId).execute();
}

/** One of them as it is now. */
export async function getDisputeTransfer(
  transaction: Transaction,
  { dispute_id, piece }: Pick<DisputeTransferRow, 'dispute_id' | 'piece'>,
): Promise<DisputeTransferRow> {
  return selectPieces(transaction)
    .where('dispute_transfers.dispute_id', '=', dispute_id)
    .where('dispute_transfers.piece', '=', piece)
    .executeTakeFirstOrThrow();
}

function selectPieces(
  transaction: Transaction,
): SelectQueryBuilder<Schema & { origin: DisputeTransfersTable }, Tables, DisputeTransferRow> {
  return transaction
    .selectFrom('dispute_transfers')
    .innerJoin('orders', 'orders.order_id', 'dispute_transfers.order_id')
    .innerJoin('captures', 'captures.capture_id', 'dispute_transfers.capture_id')
    .innerJoin('authorizations', 'authorizations.authorization_id', 'captures.authorization_id')
    .innerJoin('connect_shares', (join) =>
      join
        .onRef('connect_shares.capture_id', '=', 'dispute_transfers.capture_id')
        .on('connect_shares.kind', '=', 'transfer'),
    )
    .leftJoin('dispute_transfers as origin', (join) =>
      join
        .onRef('origin.dispute_id', '=', 'dispute_transfers.from_dispute_id')
        .onRef('origin.piece', '=', 'dispute_transfers.from_piece'),
    )
    .selectAll('dispute_transfers')
    .select(['orders.currency as order_currency', 'orders.connect_destination as destination'])
    .select(['authorizations.charge_id', 'captures.shipment_id'])
    .select(sourceTransfer('dispute_transfers'))
    .orderBy('dispute_transfers.piece');
}

/** Whether no outcome is recorded of a piece. */
export function isOpenTransfer({ state }: Pick<DisputeTransferRow, 'state'>): boolean {
  return OPEN_REVERSALS.includes(state);
}

/**
 * Writes the intents of what is taken back, and how much of the dispute they are for.
 * @param isOut what the bank has of it, in minor units of the order's currency
 */
export async function insertTaken(
  change: OrderChange,
  dispute: DisputeRow,
  isOut: number,
  { due, reversals }: ReturnPlan,
): Promise<void> {
  await changeDispute(change, dispute.dispute_id, {
    shared_amount: isOut,
    transfer_due: dispute.transfer_due + due.transfer,
    application_fee_due: dispute.application_fee_due + due.application_fee,
  });
  await insertPieces(
    change,
    dispute,
    reversals.map(({ captureId, amount, of }) => ({
      ...{ capture_id: captureId, amount, direction: 'taken_back' as const },
      ...(of !== null && { from_dispute_id: of.disputeId, from_piece: of.piece }),
    })),
  );
}

/** Writes the intents of what is given again. @param rest what the bank still has of the dispute, and of the shares */
export async function insertGivenAgain(
  change: OrderChange,
  dispute: DisputeRow,
  rest: Pick<DisputeRow, 'shared_amount' | 'transfer_due' | 'application_fee_due'>,
  given: readonly PieceGivenAgain[],
): Promise<void> {
  await changeDispute(change, dispute.dispute_id, rest);
  await insertPieces(
    change,
    dispute,
    given.map(({ of, captureId, currency, amount, moved }) => ({
      ...{ capture_id: captureId, amount, moved, currency, of_piece: of, direction: 'given_again' as const },
    })),
  );
}

type NewPiece = Pick<Insertable<DisputeTransfersTable>, 'capture_id' | 'amount' | 'direction'> &
  Partial<Insertable<DisputeTransfersTable>>;

async function insertPieces(
  { transaction, orderId, at }: OrderChange,
  { dispute_id }: DisputeRow,
  pieces: readonly NewPiece[],
): Promise<void> {
  if (pieces.length === 0) return;
  const before = await disputeTransfers(transaction, dispute_id);
  await transaction
    .insertInto('dispute_transfers')
    .values(
      pieces.map((piece, index) => ({
        ...{ dispute_id, piece: before.length + index + 1, order_id: orderId, ...piece },
        ...{ state: 'requested' as const, generation: 1, due_at: at, created_at: at, updated_at: at },
      })),
    )
    .execute();
}

/** What was taken of the account, and what of that was given again or is on its way. */
export function piecesTaken(pieces: readonly DisputeTransferRow[]): PieceTaken[] {
  return pieces.flatMap(({ direction, state, piece, capture_id, amount, moved, currency }) => {
    if (direction !== 'taken_back' || state !== 'done' || moved === null || currency === null) return [];
    const given = pieces.filter(
      ({ of_piece, state: is }) => of_piece === piece && is !== 'refused' && is !== 'dropped',
    );
    const left = amount - sumOf(given, (each) => each.amount);
    const movedLeft = moved - sumOf(given, (each) => each.moved ?? 0);
    return [{ of: piece, captureId: capture_id, currency, amount: left, moved: movedLeft }];
  });
}

/**
 * Changes a recorded piece, along the transition table only.
 * @throws Error when the table does not allow it, or when somebody changed the row meanwhile
 */
export async function changeDisputeTransfer(
  { transaction, at }: OrderChange,
  row: DisputeTransferRow,
  state: ReversalState,
  values: Omit<Updateable<DisputeTransfersTable>, 'state' | 'updated_at'>,
): Promise<DisputeTransferRow> {
  const name = disputeTransferName(row);
  if (!reversalMayBecome(row.state, state)) {
    throw new Error(`Bug! Transfer ${name} of a dispute is ${row.state} and cannot become ${state}`);
  }
  const { numUpdatedRows } = await transaction
    .updateTable('dispute_transfers')
    .set({ ...values, ...(!OPEN_REVERSALS.includes(state) && { due_at: null }), state, updated_at: at })
    .where('dispute_id', '=', row.dispute_id)
    .where('piece', '=', row.piece)
    .where('state', '=', row.state)
    .executeTakeFirst();
  if (numUpdatedRows !== 1n) throw new Error(`Bug! Transfer ${name} of a dispute is not ${row.state} any more`);
  return getDisputeTransfer(transaction, row);
}

/** Unique over all orders: what its movement in the ledger is called. */
export function disputeTransferName({ dispute_id, piece }: Pick<DisputeTransferRow, 'dispute_id' | 'piece'>): string {
  return disputeTransferId(dispute_id, piece);
}
