import type { PaymentProvider } from '../../libs/domain/capabilities/payment-provider';
import type { AttentionClosing } from '../../libs/domain/payment/attention';
import { taskQueuesOf } from '../order-payment/messages';

/** Every name that crosses a process boundary on its way to or from the workflow `solveAttentionOfEnded`. */

/** The workflow that closes an alert of an order whose own workflow is over. */
export const SOLVE_ATTENTION_OF_ENDED = 'solveAttentionOfEnded';

/**
 * How it is started: it runs already, or it closes now.
 * @param provider whom the order is paid through: where there is no other, only its queues have a worker that records
 */
export function solveAttentionStart(
  closing: AttentionClosing,
  provider: PaymentProvider,
): {
  workflowId: string;
  taskQueue: string;
  args: [AttentionClosing];
  workflowIdConflictPolicy: 'USE_EXISTING';
  workflowIdReusePolicy: 'ALLOW_DUPLICATE';
  staticSummary: string;
} {
  const { orderId, code, by } = closing;
  return {
    workflowId: `attention/${orderId}/${code}`,
    taskQueue: taskQueuesOf(provider).workflows,
    args: [closing],
    workflowIdConflictPolicy: 'USE_EXISTING',
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
    staticSummary: `${by} closes ${code} of order ${orderId}`,
  };
}
