import type { CarriedPayment } from '../../libs/domain/payment/carried-payment';
import type { Input } from '../../libs/domain/orders/inputs';
import type { AcceptedOrder } from '../../libs/domain/orders/order';
import type { OrderStatus } from '../../libs/domain/orders/order-status';
import type { RefundCommand } from '../../libs/domain/refunds/refund';
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
  /** The open runs of some orders' workflows, by order id, as Temporal lists them: a little late. */
  listOpen(orderIds: readonly string[]): Promise<ReadonlyMap<string, { runId: string; hasProblems: boolean }>>;
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
  /** Starts the workflow of a refund that was asked for, unless it runs. */
  startRefund(orderId: string, command: RefundCommand): Promise<void>;
  /** Has the workflow of a refund look, whether it runs or not. */
  wakeRefund(orderId: string, refundId: string, eventId: string): Promise<void>;
}
