import type { RefundCommand } from '../../libs/domain/refunds/refund';
import type { OrderChange } from '../../libs/postgres/orders/order-change';
import type { RefundDecision } from '../../libs/postgres/refunds/refund-decision';
import { saveRefund, type StoredRefund } from '../../libs/postgres/refunds/refund-store';
import { recordCreditsReturned } from './record-refund';

/** Writes down a refund that is planned: from then on its money is promised. */
export async function savePlan(
  change: OrderChange,
  command: RefundCommand,
  { amount, parts }: Extract<RefundDecision, { kind: 'planned' }>,
): Promise<StoredRefund> {
  const stored = await saveRefund(change, command, amount, parts);
  if (amount === 0) await recordCreditsReturned(change, stored);
  return stored;
}
