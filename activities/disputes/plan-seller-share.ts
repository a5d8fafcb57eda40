import { planTakeBack } from '../../libs/domain/connect/connect-return';
import { planGiveAgain, proportionOf, shareOfDispute, type Proportion } from '../../libs/domain/connect/disputed-share';
import {
  disputeTransfers,
  insertGivenAgain,
  insertTaken,
  isOpenTransfer,
  piecesTaken,
  type DisputeTransferRow,
} from '../../libs/postgres/connect/dispute-transfer-store';
import { readReversibleOfCharge } from '../../libs/postgres/connect/reversible-store';
import { disputedInOrder, getDispute, type DisputeRow } from '../../libs/postgres/disputes/dispute-store';
import type { OrderChange } from '../../libs/postgres/orders/order-change';

/**
 * Writes down what of a connected account's share has to move, in the transaction that says what the bank took or gave
 * back: from then on it cannot be forgotten. The bank takes disputed money of the platform, also what of it is a
 * connected account's by now. Source: https://docs.stripe.com/disputes/connect
 */
export async function planSellerShare(change: OrderChange, disputeId: string): Promise<void> {
  const { transaction, orderId } = change;
  const dispute = await getDispute(transaction, orderId, disputeId);
  const pieces = await disputeTransfers(transaction, disputeId);
  const isOut = await disputedInOrder(transaction, orderId, disputeId);
  // A person was called with the movement.
  if (isOut === null) return;
  const next = shareOfDispute({ isOut, shared: dispute.shared_amount, isMoving: pieces.some(isOpenTransfer) });
  switch (next.kind) {
    case 'settled':
      return;
    case 'take_back':
      return takeBack(change, dispute, isOut, next.amount);
    case 'give_again':
      return giveAgain(change, dispute, pieces, next.kept);
  }
}

async function takeBack(change: OrderChange, dispute: DisputeRow, isOut: number, amount: number): Promise<void> {
  const records = await readReversibleOfCharge(change.transaction, dispute);
  // Nothing of the order is anybody else's.
  if (records === undefined) return;
  await insertTaken(change, dispute, isOut, planTakeBack(records, amount));
}

async function giveAgain(
  change: OrderChange,
  dispute: DisputeRow,
  pieces: readonly DisputeTransferRow[],
  kept: Proportion,
): Promise<void> {
  const rest = {
    shared_amount: kept.part,
    transfer_due: proportionOf(dispute.transfer_due, kept),
    application_fee_due: proportionOf(dispute.application_fee_due, kept),
  };
  await insertGivenAgain(change, dispute, rest, planGiveAgain(piecesTaken(pieces), kept));
}
