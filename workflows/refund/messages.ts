import type { SearchAttributePair } from '@temporalio/common';
import { defineSignal, defineUpdate } from '@temporalio/workflow';
import type { PaymentProvider } from '../../libs/domain/capabilities/payment-provider';
import type { RefundCommand, RefundEvent, RefundResult } from '../../libs/domain/refunds/refund';
import { holdfastAttention, holdfastOrderId, holdfastStatus } from '../../libs/temporal/search-attributes';
import { taskQueuesOf } from '../order-payment/messages';

/** Every name that crosses a process boundary on its way to or from the workflow `refund`. */

/** The workflow of a refund. */
export const REFUND = 'refund';

/** The workflow of a refund. Its id may live more than once: the rows in PostgreSQL are the refund's memory. */
export function refundWorkflowId(orderId: string, refundId: string): string {
  return `refund/${orderId}/${refundId}`;
}

/** What the workflow of a refund is started with. */
export interface RefundTask {
  readonly orderId: string;
  readonly refundId: string;
  /** Null when news about a refund that had come to its end brought the workflow back to life. */
  readonly command: RefundCommand | null;
}

/** Answered once Stripe has answered, or with why it cannot be asked. May be repeated. */
export const requestRefund = defineUpdate<RefundResult, [RefundCommand]>('requestRefund');
/** Something changed at Stripe: a reason to look. */
export const refundEvent = defineSignal<[RefundEvent]>('refundEvent');

/** How the workflow is started, whoever starts it. @param provider whom the order is paid through */
export function refundStart(
  task: RefundTask,
  provider: PaymentProvider,
): {
  workflowId: string;
  taskQueue: string;
  args: [RefundTask];
  workflowIdConflictPolicy: 'USE_EXISTING';
  workflowIdReusePolicy: 'ALLOW_DUPLICATE';
  staticSummary: string;
  typedSearchAttributes: SearchAttributePair[];
} {
  const { orderId, refundId, command } = task;
  return {
    workflowId: refundWorkflowId(orderId, refundId),
    taskQueue: taskQueuesOf(provider).workflows,
    args: [task],
    workflowIdConflictPolicy: 'USE_EXISTING',
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
    staticSummary: `Refund ${refundId} · order ${orderId}${command === null ? ' · after an event' : ''}`,
    typedSearchAttributes: [
      { key: holdfastStatus, value: 'requested' },
      { key: holdfastAttention, value: false },
      { key: holdfastOrderId, value: orderId },
    ],
  };
}
