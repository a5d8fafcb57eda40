import type { SearchAttributePair } from '@temporalio/common';
import { defineSignal } from '@temporalio/workflow';
import type { DisputeEvent } from '../../libs/domain/disputes/dispute';
import { holdfastAttention, holdfastOrderId, holdfastStatus } from '../../libs/temporal/search-attributes';
import { TASK_QUEUE } from '../order-payment/messages';

/** Every name that crosses a process boundary on its way to or from the workflow `dispute`. */

/** The workflow of a dispute. */
export const DISPUTE = 'dispute';

/** The workflow of a dispute. Its id lives again with all news: the rows in PostgreSQL are the dispute's memory. */
export function disputeWorkflowId(disputeId: string): string {
  return `dispute/${disputeId}`;
}

/** What the workflow of a dispute is started with. */
export interface DisputeTask {
  readonly orderId: string;
  readonly disputeId: string;
}

/** Something changed at Stripe: a reason to look. */
export const disputeEvent = defineSignal<[DisputeEvent]>('disputeEvent');

/** How the workflow is started, whoever starts it. */
export function disputeStart(task: DisputeTask): {
  workflowId: string;
  taskQueue: string;
  args: [DisputeTask];
  workflowIdConflictPolicy: 'USE_EXISTING';
  workflowIdReusePolicy: 'ALLOW_DUPLICATE';
  staticSummary: string;
  typedSearchAttributes: SearchAttributePair[];
} {
  return {
    workflowId: disputeWorkflowId(task.disputeId),
    taskQueue: TASK_QUEUE,
    args: [task],
    workflowIdConflictPolicy: 'USE_EXISTING',
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
    staticSummary: `Dispute ${task.disputeId} · order ${task.orderId}`,
    typedSearchAttributes: [
      { key: holdfastStatus, value: 'reading' },
      { key: holdfastAttention, value: false },
      { key: holdfastOrderId, value: task.orderId },
    ],
  };
}
