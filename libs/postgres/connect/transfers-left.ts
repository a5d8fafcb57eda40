import type { Selectable } from 'kysely';
import type { TransferLeft } from '../../domain/connect/connect-return';
import { sumOf } from '../../domain/money/money';
import type { Transaction } from '../database/database';
import type { DisputeTransfersTable } from '../records/connect-schema';

/** What a dispute did, or may be doing, with the transfers of an order. */
type MovedPiece = Selectable<DisputeTransfersTable>;

/** Without what was refused or never asked for, where nothing can have been sent. */
export async function readDisputeTransfers(transaction: Transaction, orderId: string): Promise<MovedPiece[]> {
  const rows = await transaction
    .selectFrom('dispute_transfers')
    .selectAll()
    .where('order_id', '=', orderId)
    .where('state', '!=', 'dropped')
    .orderBy('created_at')
    .orderBy('piece')
    .execute();
  // A reversal that was refused is for a person to settle, and counts as made.
  return rows.filter(({ direction, state }) => direction === 'taken_back' || state !== 'refused');
}

/** A reversal that takes from a transfer, for a refund or a dispute. */
type TakingRow = Pick<MovedPiece, 'amount' | 'from_dispute_id' | 'from_piece'>;

/**
 * Where there is anything left of the transfers of one capture: of its own, then of those that gave it again.
 * @param asked what the capture sent on
 * @param reversals of refunds
 */
export function transfersLeft(
  asked: number,
  pieces: readonly MovedPiece[],
  reversals: readonly TakingRow[],
): TransferLeft[] {
  const taking: readonly TakingRow[] = [...reversals, ...pieces.filter(({ direction }) => direction === 'taken_back')];
  const leftOf = (sent: number, of: TransferLeft['of']): TransferLeft => {
    const own = taking.filter(
      (row) => row.from_dispute_id === (of?.disputeId ?? null) && row.from_piece === (of?.piece ?? null),
    );
    return { of, left: Math.max(0, sent - sumOf(own, ({ amount }) => amount)) };
  };
  const given = pieces.filter(({ direction }) => direction === 'given_again');
  return [
    leftOf(asked, null),
    ...given.map(({ dispute_id: disputeId, piece, amount }) => leftOf(amount, { disputeId, piece })),
  ];
}
