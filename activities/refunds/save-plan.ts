import { splitRefund } from '../../libs/domain/refunds/refund-breakdown';
import type { RefundCommand } from '../../libs/domain/refunds/refund';
import type { RefundableState, RefundPlan } from '../../libs/domain/refunds/refund-plan';
import type { OrderChange } from '../../libs/postgres/orders/order-change';
import { saveRefund, type StoredRefund } from '../../libs/postgres/refunds/refund-store';

/** Writes down a refund that is planned, with what each part of it is for: from then on its money is promised. */
export function savePlan(
  change: OrderChange,
  records: RefundableState,
  command: RefundCommand,
  plan: Extract<RefundPlan, { kind: 'planned' }>,
): Promise<StoredRefund> {
  const parts = plan.parts.map((part) => ({ ...part, breakdown: splitRefund(records, command, part) }));
  return saveRefund(change, command, plan.amount, parts);
}
