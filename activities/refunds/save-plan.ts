import { splitRefund } from '../../libs/domain/refunds/refund-breakdown';
import type { RefundCommand } from '../../libs/domain/refunds/refund';
import type { RefundableState, RefundPlan } from '../../libs/domain/refunds/refundable-state';
import type { OrderChange } from '../../libs/postgres/orders/order-change';
import { saveRefund, type StoredRefund } from '../../libs/postgres/refunds/refund-store';
import { recordCreditsReturned } from './record-refund';

/** Writes down a refund that is planned, with what each part of it is for: from then on its money is promised. */
export async function savePlan(
  change: OrderChange,
  records: RefundableState,
  command: RefundCommand,
  plan: Extract<RefundPlan, { kind: 'planned' }>,
): Promise<StoredRefund> {
  const parts = plan.parts.map((part) => ({ ...part, breakdown: splitRefund(records, command, part) }));
  const stored = await saveRefund(change, command, plan.amount, parts);
  if (plan.amount === 0) await recordCreditsReturned(change, stored);
  return stored;
}
