import { unexpectedState } from '../requests/error';
import type { Context, Operation } from '../requests/request';
import { emitIntent } from './attempt';
import { findIntent } from './find';
import { renderPaymentIntent } from './payment-intent';
import type { PaymentIntent, Status } from './payment-intent';

const REASONS = ['duplicate', 'fraudulent', 'requested_by_customer', 'abandoned'] as const;

const OVER: ReadonlySet<Status> = new Set(['succeeded', 'canceled', 'processing']);

export const cancelPaymentIntent: Operation = (context, params, [id]) => {
  const intent = findIntent(context, id);
  const reason = params.choice('cancellation_reason', REASONS) ?? null;
  if (OVER.has(intent.status)) {
    throw unexpectedState(`This PaymentIntent cannot be canceled: its status is ${intent.status}.`);
  }
  end(context, intent, reason);
  emitIntent(context, 'payment_intent.canceled', intent);
  return () => renderPaymentIntent(context.account, intent);
};

/** Nothing is held any more. */
export function end({ account, now }: Context, intent: PaymentIntent, reason: string | null): void {
  intent.status = 'canceled';
  intent.canceledAt = now;
  intent.cancellationReason = reason;
  intent.amountCapturable = 0;
  intent.nextAction = null;
  const charge = account.charges.get(intent.latestCharge ?? '');
  if (charge?.failure === null) charge.amountRefunded = charge.amount - charge.amountCaptured;
}
