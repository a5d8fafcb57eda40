import { unexpectedState } from '../error';
import { emit } from '../events/emit';
import { closeReview } from '../radar/open-review';
import { refundRelease } from '../refunds/release';
import type { Context, Operation } from '../request';
import { seconds } from '../request';
import { findPaymentIntent } from './find';
import { heldCharge, renderPaymentIntent } from './payment-intent';
import type { PaymentIntent } from './payment-intent';

const CANCELABLE = new Set([
  'requires_payment_method',
  'requires_capture',
  'requires_confirmation',
  'requires_action',
  'processing',
]);

/**
 * The charge keeps its uncaptured shape and no refund is made: so since 2025-03-31.basil (documented, recorded). Before,
 * what was held went back as a Refund.
 */
export const cancelPaymentIntent: Operation = (context, params, id) => {
  const intent = findPaymentIntent(context.account, id);
  if (!isCancelable(intent)) throw notCancelable(intent);
  const captured = intent.amountReceived > 0;
  if (captured && context.account.settings.cancel_after_capture === 'refused') throw alreadyCaptured(intent);
  cancelIntent(context, intent, params.text('cancellation_reason') ?? null);
  return () => renderPaymentIntent(intent);
};

export function isCancelable({ status }: PaymentIntent): boolean {
  return CANCELABLE.has(status);
}

/** Gives back what is held; what was captured stays. */
export function cancelIntent(context: Context, intent: PaymentIntent, reason: string | null): void {
  const captured = intent.amountReceived > 0;
  const held = intent.amountCapturable;
  intent.amountReleased += held;
  intent.amountCapturable = 0;
  intent.status = 'canceled';
  intent.nextAction = null;
  intent.cancellation = { at: seconds(context), reason };
  if (held > 0 && !captured && context.ways.refundsReleases) {
    refundRelease(context, heldCharge(intent), held, null);
  }
  emit(context, 'payment_intent.canceled', intent.id, renderPaymentIntent(intent));
  const charge = intent.charges.at(-1);
  if (charge !== undefined) closeReview(context, charge, 'canceled');
}

/** Recorded. */
function notCancelable(intent: PaymentIntent): Error {
  return unexpectedState(
    `You cannot cancel this PaymentIntent because it has a status of ${intent.status}. Only a PaymentIntent with one ` +
      'of the following statuses may be canceled: requires_payment_method, requires_capture, ' +
      'requires_reauthorization, requires_confirmation, requires_action, expired, processing.',
    renderPaymentIntent(intent),
  );
}

/** Neither allowed nor forbidden by the documentation, which names the zero final capture instead (assumed). */
function alreadyCaptured(intent: PaymentIntent): Error {
  return unexpectedState(
    'You cannot cancel this PaymentIntent because part of it has already been captured. To release the remaining ' +
      'amount, capture 0 with `final_capture` set to `true`.',
    renderPaymentIntent(intent),
  );
}
