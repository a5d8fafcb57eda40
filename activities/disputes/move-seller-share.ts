import { nextLookAtDispute, type DisputeFact, type DisputeStep } from '../../libs/domain/disputes/dispute';
import { addSeconds, isDue } from '../../libs/domain/orders/deadline';
import { disputeTransfers, type DisputeTransferRow } from '../../libs/postgres/connect/dispute-transfer-store';
import { inTransaction } from '../../libs/postgres/database/transaction';
import { changeDispute, getDispute, type DisputeRow } from '../../libs/postgres/disputes/dispute-store';
import { recordOutcome, type OrderChange } from '../../libs/postgres/orders/order-change';
import { lookForShares } from '../connect/look-for-shares';
import { carryOutCall } from '../steps/provider-call';
import { nowOf, type StepContext } from '../steps/step-context';
import { factOfDispute } from './dispute-facts';
import { planSellerShare } from './plan-seller-share';
import { disputeSource } from './read-dispute';
import { sellerShareCall } from './seller-share-call';

/**
 * Moves what is due of a connected account's share of a dispute, each piece with intent, call and outcome: a transfer
 * is reversed while the bank has the money, and a new one sent when it gives it back. What cannot be done yet stays
 * due.
 */
export async function moveSellerShare(context: StepContext, step: DisputeStep): Promise<DisputeFact> {
  const source = disputeSource(context, step);
  const due = await duePieces(context, step.disputeId);
  await lookForShares(context, source, due);
  for (const row of due) await carryOutCall(context, sellerShareCall(context, source, row));
  return recordOutcome(context.database, source, async (change) => {
    // The bank may have decided while the pieces were under way.
    await planSellerShare(change, step.disputeId);
    return factOfDispute(await setNextLook(context, change, step.disputeId), change.at);
  });
}

async function duePieces(context: StepContext, disputeId: string): Promise<DisputeTransferRow[]> {
  const pieces = await inTransaction(context.database, (transaction) => disputeTransfers(transaction, disputeId));
  return pieces.filter((row) => row.due_at !== null && isDue(row.due_at, nowOf(context)));
}

async function setNextLook(context: StepContext, change: OrderChange, disputeId: string): Promise<DisputeRow> {
  const { transaction, orderId, at } = change;
  const { read_due_at: nextRead, share_due_at } = await getDispute(transaction, orderId, disputeId);
  const soonest = addSeconds(at, context.settlementReadAfterSeconds);
  await changeDispute(change, disputeId, { read_due_at: nextLookAtDispute(nextRead, share_due_at, soonest) });
  return getDispute(transaction, orderId, disputeId);
}
