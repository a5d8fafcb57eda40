import { isFinalStatus, type OrderStatus } from '../domain/orders/order-status';
import { troubleOf, TROUBLE_WORDS, type WorkflowLook } from '../domain/watch/workflow-look';

/**
 * Compares an order with its workflow (invariant I4): while the order is open, somebody looks after it. The order must
 * be quiet, as for `auditOrder`.
 * @returns the discrepancy in a sentence, or none
 */
export function auditWorkflow(
  { orderId, status }: { readonly orderId: string; readonly status: OrderStatus },
  look: WorkflowLook,
): string[] {
  const trouble = troubleOf(look);
  if (isFinalStatus(status)) {
    return look.kind === 'open' ? [`order ${orderId}: it is ${status}, and its workflow is not over`] : [];
  }
  return trouble === undefined ? [] : [`order ${orderId}: it is ${status}, and ${TROUBLE_WORDS[trouble]}`];
}
