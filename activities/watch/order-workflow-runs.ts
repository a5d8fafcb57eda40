import type { CarriedPayment } from '../../libs/domain/payment/carried-payment';
import type { Input } from '../../libs/domain/orders/inputs';
import type { AcceptedOrder } from '../../libs/domain/orders/order';
import type { OrderStatus } from '../../libs/domain/orders/order-status';
import type { RefundCommand } from '../../libs/domain/refunds/refund';
import type { RefundOrDispute } from '../../libs/domain/watch/refund-or-dispute';
import type { WorkflowLook } from '../../libs/domain/watch/workflow-look';

/** What a workflow is started from when only the rows of its order are left. */
export interface OrderFromRows {
  readonly order: AcceptedOrder;
  readonly status: OrderStatus;
  readonly payment: CarriedPayment;
  /** What was taken and has no outcome. */
  readonly unfinished: readonly Input[];
}

/** The way to Temporal for whoever watches over the workflows of orders: it looks, and brings back what is gone. */
export interface OrderWorkflowRuns {
  /** How the workflow of an order stands at this moment. */
  look(orderId: string): Promise<WorkflowLook>;
  /** Ends one run of an order's workflow, and no other. */
  terminate(orderId: string, runId: string, why: string): Promise<void>;
  /**
   * Starts the workflow of an order from its rows; never a second one.
   * @param after `completed`: also where the last run says that the order has ended
   */
  start(from: OrderFromRows, after: 'completed' | 'other'): Promise<'started' | 'exists'>;
  /** Has one order looked at and mended, unless that is under way. */
  mend(orderId: string): Promise<void>;
}

/** The way to Temporal for whoever watches over the workflows of refunds and disputes. */
export interface BesideRuns {
  idOf(work: RefundOrDispute): string;
  /** Those that died lately, or that run for longer than a look takes, as Temporal lists them: a little late. */
  listSuspects(now: string, atMost: number): Promise<readonly string[]>;
  look(workflowId: string): Promise<WorkflowLook>;
  /** What a run was started for. */
  taskOf(workflowId: string, runId: string): Promise<BesideTask>;
  /** Starts the workflow of a refund that was asked for, unless it runs. */
  startRefund(orderId: string, command: RefundCommand): Promise<void>;
  /** Has the workflow look at Stripe, whether it runs or not. */
  wake(work: RefundOrDispute, eventId: string): Promise<void>;
}

/** What the workflow of a refund or dispute was started for. */
export interface BesideTask {
  readonly work: RefundOrDispute;
  /** Whether it was started to ask for a refund, and not by news of one. */
  readonly asks: boolean;
}
