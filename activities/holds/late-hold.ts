import type { AuthorizeOutcome } from '../../libs/domain/payment/facts';
import type { HoldReading } from '../../libs/domain/provider/payment-gateway';
import { raiseAttention } from '../../libs/postgres/orders/attention-store';
import { recordIntent } from '../../libs/postgres/orders/order-change';
import { byHoldfast } from '../steps/occasion';
import type { PaymentNeeds } from '../steps/payment-needs';
import { cancelStray } from './stray-hold';

/**
 * An attempt that was taken for dead may be answered after its authorization was closed without it: what it placed
 * counts for nothing then, and nobody else will ever give it back.
 * @param hold what the attempt was answered
 * @param outcome what is recorded
 */
export async function endLate(
  needs: PaymentNeeds,
  { orderId, generation }: { readonly orderId: string; readonly generation: number },
  hold: HoldReading,
  outcome: AuthorizeOutcome,
): Promise<void> {
  const { paymentIntentId } = hold;
  if (paymentIntentIn(outcome) === paymentIntentId || hold.status === 'canceled') return;
  needs.log.warn({ orderId, paymentIntentId }, 'a hold was placed after its request had been given up: it is canceled');
  const request = { order_id: orderId, generation };
  const left = hold.ended === null ? await cancelStray(needs, request, paymentIntentId) : hold;
  if (left.amountReceived === 0) return;
  const message = `${paymentIntentId} was paid after its request had been given up: no order took it`;
  await recordIntent(needs.database, byHoldfast(needs, orderId), (change) =>
    raiseAttention(change, 'amount_mismatch', message),
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
    case 'authorize_key_spent':
      return null;
  }
}
