import type { AuthorizeOutcome } from '../../libs/domain/payment/facts';
import type { PaymentIntentReading } from '../../libs/domain/provider/payment-intent-reading';
import { openAttention } from '../../libs/postgres/orders/attention-store';
import { recordIntent } from '../../libs/postgres/orders/order-change';
import { byHoldfast } from '../steps/change-source';
import type { StepContext } from '../steps/step-context';
import { cancelOrphaned } from './orphaned-hold';

/**
 * An attempt that was taken for dead may be answered after its authorization was closed without it: what it placed
 * counts for nothing then, and nobody else will ever give it back.
 * @param hold what the attempt was answered
 * @param outcome what is recorded
 */
export async function endLate(
  context: StepContext,
  { orderId, generation }: { readonly orderId: string; readonly generation: number },
  hold: PaymentIntentReading,
  outcome: AuthorizeOutcome,
): Promise<void> {
  const { paymentIntentId } = hold;
  if (paymentIntentIn(outcome) === paymentIntentId || hold.status === 'canceled') return;
  context.log.warn(
    { orderId, paymentIntentId },
    'a hold was placed after its request was abandoned: Holdfast cancels it',
  );
  const request = { order_id: orderId, generation };
  const left = hold.ended === null ? await cancelOrphaned(context, request, paymentIntentId) : hold;
  if (left.amountReceived === 0) return;
  const message = `${paymentIntentId} was paid after its request was abandoned and belongs to no order: refund it in the Dashboard`;
  await recordIntent(context.database, byHoldfast(context, orderId), (change) =>
    openAttention(change, 'amount_mismatch', message),
  );
}

function paymentIntentIn(outcome: AuthorizeOutcome): string | null {
  switch (outcome.kind) {
    case 'hold_awaited':
    case 'hold_placed':
    case 'hold_ended':
      return outcome.hold.paymentIntentId;
    case 'order_paid':
      return outcome.paymentIntentId;
    case 'card_saved':
    case 'renewal_refused':
    case 'confirm_refused':
    case 'authorize_key_spent':
    case 'order_refused':
      return null;
  }
}
