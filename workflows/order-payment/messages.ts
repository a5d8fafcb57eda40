import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type {
  AuthorizationResult,
  CancellationResult,
  ConfirmationResult,
  ShipmentResult,
} from '../../libs/domain/answers';
import type {
  CancellationCommand,
  ConfirmationCommand,
  ProviderEvent,
  ShipmentCommand,
} from '../../libs/domain/inputs';
import type { Payment } from '../../libs/domain/payment';

/** Every name that crosses a process boundary on its way to or from the workflow `orderPayment`. */

export const ORDER_PAYMENT = 'orderPayment';

/** Where workflows and their database activities run. */
export const TASK_QUEUE = 'holdfast';

/** Where every activity that calls Stripe runs: its own queue, so that the server can hold its rate below Stripe's limit. */
export const STRIPE_TASK_QUEUE = 'holdfast-stripe';

/** The workflow of an order: its id is the order's idempotency. */
export function orderPaymentId(orderId: string): string {
  return `order-payment/${orderId}`;
}

export const authorize = defineUpdate<AuthorizationResult>('authorize');
export const confirmPayment = defineUpdate<ConfirmationResult, [ConfirmationCommand]>('confirmPayment');
export const captureShipment = defineUpdate<ShipmentResult, [ShipmentCommand]>('captureShipment');
export const cancelLines = defineUpdate<CancellationResult, [CancellationCommand]>('cancelLines');
export const stripeEvent = defineSignal<[ProviderEvent]>('stripeEvent');

/** For people debugging; the product reads PostgreSQL. */
export const orderPaymentState = defineQuery<Payment>('orderPaymentState');
