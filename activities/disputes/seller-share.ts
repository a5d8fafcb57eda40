import { formatMoney } from '../../libs/domain/money/money';
import { readDisputedShares } from '../../libs/postgres/connect/reversible-store';
import type { DisputeRow } from '../../libs/postgres/disputes/dispute-store';
import { closeAttention, openAttention } from '../../libs/postgres/orders/attention-store';
import type { OrderChange } from '../../libs/postgres/orders/order-change';

/**
 * The bank takes disputed money of the platform, also what of it is a connected account's by now. Until Holdfast takes
 * that back by itself, a person is told how much it is; the alert ends when the bank gives the money back.
 */
export async function tellSellerShare(
  change: OrderChange,
  before: Pick<DisputeRow, 'withdrawn' | 'reinstated'> | undefined,
  after: DisputeRow,
): Promise<void> {
  const { dispute_id: id, order_id, authorization_id, currency } = after;
  const isOut = after.withdrawn - after.reinstated;
  if (isOut === (before === undefined ? 0 : before.withdrawn - before.reinstated)) return;
  if (isOut <= 0) {
    await closeAttention(change, 'seller_share_due', `the money of dispute ${id} is in the balance again`);
    return;
  }
  const shares = await readDisputedShares(change.transaction, { order_id, authorization_id, amount: isOut });
  if (shares === undefined) return;
  const net = shares.transfer - shares.application_fee;
  if (net <= 0) return;
  const text = (amount: number): string => formatMoney({ amount, currency });
  const message =
    `dispute ${id} took ${text(isOut)} of the platform; the connected account has ${text(net)} of it (transfers ` +
    `${text(shares.transfer)} less application fees ${text(shares.application_fee)}): reverse that at Stripe`;
  await openAttention(change, 'seller_share_due', message);
}
