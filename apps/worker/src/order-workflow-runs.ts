import { WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError, type Client } from '@temporalio/client';
import type { OrderWorkflowRuns } from '../../../activities/watch/order-workflow-runs';
import { lookAtWorkflow } from '../../../libs/temporal/workflow-look';
import { ORDER_PAYMENT, orderPaymentId, orderPaymentStart } from '../../../workflows/order-payment/messages';
import { MEND_ORDER, mendOrderStart } from '../../../workflows/order-watch/messages';

/** The watch's way to Temporal, over the worker's client. */
export function createOrderWorkflowRuns(client: Client): OrderWorkflowRuns {
  return {
    look: (orderId) => lookAtWorkflow(client, orderPaymentId(orderId)),
    terminate: (orderId, runId, why) => terminate(client, orderId, runId, why),
    start: async ({ order, status, payment, unfinished }, after) => {
      try {
        await client.workflow.start(ORDER_PAYMENT, {
          ...orderPaymentStart(order, [order, payment, [], unfinished], status, payment.attention.length > 0),
          workflowIdConflictPolicy: 'FAIL',
          // One that has ended meanwhile, as its order did, must not live again.
          workflowIdReusePolicy: after === 'completed' ? 'ALLOW_DUPLICATE' : 'ALLOW_DUPLICATE_FAILED_ONLY',
        });
        return 'started';
      } catch (error) {
        if (error instanceof WorkflowExecutionAlreadyStartedError) return 'exists';
        throw error;
      }
    },
    mend: async (orderId) => {
      await client.workflow.start(MEND_ORDER, mendOrderStart(orderId));
    },
  };
}

async function terminate(client: Client, orderId: string, runId: string, why: string): Promise<void> {
  try {
    await client.workflow.getHandle(orderPaymentId(orderId), runId).terminate(why);
  } catch (error) {
    // It has ended by itself meanwhile.
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
}
