import { TASK_QUEUE } from '../order-payment/messages';

/** Every name that crosses a process boundary on its way to or from the workflows `orderWatch` and `mendOrder`. */

/** The workflow that looks whether every open order has one. */
export const ORDER_WATCH = 'orderWatch';
/** The workflow that starts the workflow of one order again. */
export const MEND_ORDER = 'mendOrder';

/** The Temporal Schedule that runs the watch, and how often. */
export const ORDER_WATCH_SCHEDULE = 'holdfast-order-watch';
/** How long at most an order is without a workflow before anybody notices, while orders are few. */
export const ORDER_WATCH_EVERY_SECONDS = 60;

/** One at a time for each order: who starts an order's workflow again is alone with it. */
export function mendOrderId(orderId: string): string {
  return `mend-order/${orderId}`;
}

/** How the mending of one order is started, whoever starts it: it runs already, or it looks now. */
export function mendOrderStart(orderId: string): {
  workflowId: string;
  taskQueue: string;
  args: [string];
  workflowIdConflictPolicy: 'USE_EXISTING';
  workflowIdReusePolicy: 'ALLOW_DUPLICATE';
  staticSummary: string;
} {
  return {
    workflowId: mendOrderId(orderId),
    taskQueue: TASK_QUEUE,
    args: [orderId],
    workflowIdConflictPolicy: 'USE_EXISTING',
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
    staticSummary: `Does a workflow look after order ${orderId}?`,
  };
}
