import { formatMoney } from '../../libs/domain/money/money';
import { readDisputedShares } from '../../libs/postgres/connect/reversible-store';
import type { DisputeRow } from '../../libs/postgres/disputes/dispute-store';
import { openAttention } from '../../libs/postgres/orders/attention-store';
import type { OrderChange } from '../../libs/postgres/orders/order-change';

/**
 * The bank takes disputed money of the platform, also what of it is a connected account's by now. Until Holdfast takes
 * that back by itself, a person is told how much it is, and settles it with the account.
 */
export async function tellSellerShare(
  change: OrderChange,
  before: Pick<DisputeRow, 'withdrawn' | 'reinstated'> | undefined,
  after: DisputeRow,
): Promise<void> {
  const { dispute_id: id, order_id, authorization_id, currency } = after;
  const isOut = after.withdrawn - after.reinstated;
  if (isOut <= (before === undefined ? 0 : before.withdrawn - before.reinstated)) return;
  const shares = await readDisputedShares(change.transaction, { order_id, authorization_id, amount: isOut });
  if (shares === undefined) return;
  const net = shares.transfer - shares.application_fee;
  if (net <= 0) return;
  const text = (amount: number): string => formatMoney({ amount, currency });
  const message =
    `dispute ${id} took ${text(isOut)} of the platform; the connected account has ${text(net)} of it (transfers ` +
    `${text(shares.transfer)} less application fees ${text(shares.application_fee)}): reverse that at Stripe`;
  await openAttention(change, 'transfer_reversal_failed', message);
}
