import type { SearchAttributePair } from '@temporalio/common';
import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type {
  AuthorizationResult,
  CancellationResult,
  ConfirmationResult,
  DeadlineResult,
  LinesResult,
  ShipmentCancellationResult,
  ShipmentResult,
} from '../../libs/domain/lifecycle/answers';
import type { DryRun } from '../../libs/domain/lifecycle/dry-run';
import type {
  CancellationCommand,
  ConfirmationCommand,
  DeadlineChange,
  Input,
  LineAddition,
  LineReduction,
  ProviderEvent,
  ShipmentCancellation,
  ShipmentCommand,
  UnitsReopening,
} from '../../libs/domain/orders/inputs';
import { providerOf, type PaymentProvider } from '../../libs/domain/capabilities/payment-provider';
import { formatMoney } from '../../libs/domain/money/money';
import type { AcceptedOrder } from '../../libs/domain/orders/order';
import type { AttentionClosed, AttentionClosing } from '../../libs/domain/payment/attention';
import type { AttentionCode, Payment } from '../../libs/domain/payment/payment';
import { holdfastAttention, holdfastOrderId, holdfastStatus } from '../../libs/temporal/search-attributes';

/** Every name that crosses a process boundary on its way to or from the workflow `orderPayment`. */

/** The workflow of an order. */
export const ORDER_PAYMENT = 'orderPayment';

/**
 * Where Holdfast's own recurring work runs, and what is paid through Stripe, with the activities that they wait for.
 */
export const TASK_QUEUE = 'holdfast';

/** Where reads run that may hang as long as Stripe does, and nobody waits for. */
export const STRIPE_TASK_QUEUE = 'holdfast-stripe';

/** The queues of what is paid through one provider. */
export interface TaskQueues {
  /** Where its workflows run, and the activities that they wait for. */
  readonly workflows: string;
  /** Where its reads run that may hang. */
  readonly reads: string;
}

/** Each has its own, so that one that hangs keeps nobody from another. */
const TASK_QUEUES: Readonly<Record<PaymentProvider, TaskQueues>> = {
  stripe: { workflows: TASK_QUEUE, reads: STRIPE_TASK_QUEUE },
  wooshpay: { workflows: 'holdfast-at-wooshpay', reads: 'holdfast-wooshpay' },
};

/** The queues of what is paid through this provider. */
export function taskQueuesOf(provider: PaymentProvider): TaskQueues {
  return TASK_QUEUES[provider];
}

/** The workflow of an order: its id is the order's idempotency. */
export function orderPaymentId(orderId: string): string {
  return `order-payment/${orderId}`;
}

/** Answered once the hold is placed or awaited, the card saved or the order paid. May be repeated. */
export const authorize = defineUpdate<AuthorizationResult>('authorize');
/** A payment method for an order that waits for one. May be repeated. */
export const confirmPayment = defineUpdate<ConfirmationResult, [ConfirmationCommand]>('confirmPayment');
/** Answered once the shipment is captured, covered, pending or refused. The same id and content is a repeat. */
export const captureShipment = defineUpdate<ShipmentResult, [ShipmentCommand]>('captureShipment');
/**
 * Answered once it is recorded, and Stripe has released what is left if nothing stays open. The same id and content is
 * a repeat.
 */
export const cancelLines = defineUpdate<CancellationResult, [CancellationCommand]>('cancelLines');
/** Answered once it is recorded that a covered shipment did not leave. The same id is a repeat. */
export const cancelShipment = defineUpdate<ShipmentCancellationResult, [ShipmentCancellation]>('cancelShipment');
/** Answered once another deadline policy is recorded. The same once more is a repeat. */
export const changeDeadline = defineUpdate<DeadlineResult, [DeadlineChange]>('changeDeadline');
/** Answered once lines are added, after an increment where that is needed. The same once more is a repeat. */
export const addLines = defineUpdate<LinesResult, [LineAddition]>('addLines');
/** Answered once the open units of a line cost less. The same once more is a repeat. */
export const lowerLine = defineUpdate<LinesResult, [LineReduction]>('lowerLine');
/**
 * Answered once units that go back are open again, with the intent of their refund, after the hold has room for them.
 * The same once more is a repeat.
 */
export const reopenUnits = defineUpdate<LinesResult, [UnitsReopening]>('reopenUnits');
/** Answered once it is recorded that a person closed an alert. May be repeated: the first closes it. */
export const solveAttention = defineUpdate<AttentionClosed, [AttentionClosing]>('solveAttention');
/** Something changed at Stripe: a reason to look. */
export const stripeEvent = defineSignal<[ProviderEvent]>('stripeEvent');
/** Which alerts of the order are open now, whoever opened or closed them: for those who look at lists of orders. */
export const attentionsChanged = defineSignal<[AttentionCode[]]>('attentionsChanged');

/** What would become of a command if it came now; nothing happens, and nothing is written into the history. */
export const dryRun = defineQuery<DryRun, [Input]>('dryRun');

/** For people debugging; the product reads PostgreSQL. */
export const orderPaymentState = defineQuery<Payment>('orderPaymentState');

/**
 * How the workflow of an order is started, whoever starts it; which runs of its id may come before is theirs to say.
 */
export function orderPaymentStart<Args extends readonly unknown[]>(
  order: AcceptedOrder,
  args: Args,
  status = 'created',
  needsPerson = false,
): {
  workflowId: string;
  taskQueue: string;
  args: Args;
  staticSummary: string;
  typedSearchAttributes: SearchAttributePair[];
} {
  return {
    workflowId: orderPaymentId(order.orderId),
    taskQueue: taskQueuesOf(providerOf(order.payment)).workflows,
    args,
    staticSummary: summaryOf(order),
    typedSearchAttributes: [
      { key: holdfastStatus, value: status },
      { key: holdfastAttention, value: needsPerson },
      { key: holdfastOrderId, value: order.orderId },
    ],
  };
}

/** What people read first in the Temporal UI. */
function summaryOf({ orderId, total, currency, lines }: AcceptedOrder): string {
  const count = lines.length === 1 ? '1 line' : `${lines.length.toString()} lines`;
  return `Order ${orderId} · ${formatMoney({ amount: total, currency })} · ${count}`;
}
