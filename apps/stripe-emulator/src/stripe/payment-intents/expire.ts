import { renderCharge } from '../charges/charge';
import type { Charge } from '../charges/charge';
import { emit } from '../events/emit';
import { refundRelease } from '../refunds/release';
import type { Context } from '../request';
import { seconds } from '../request';
import { closeHold, emitClosed } from './capture';
import { renderPaymentIntent } from './payment-intent';
import type { PaymentIntent } from './payment-intent';

/** `capture_before` has come: the network drops what is left of the hold (documented). */
export function expireHold(context: Context, intent: PaymentIntent, charge: Charge): void {
  if (intent.status !== 'requires_capture') return;
  if (intent.amountReceived > 0) {
    closeHold(intent, charge);
    emitClosed(context, intent, charge);
    return;
  }
  const held = intent.amountCapturable;
  intent.amountReleased += held;
  intent.amountCapturable = 0;
  intent.status = 'canceled';
  intent.cancellation = { at: seconds(context), reason: 'expired' };
  if (charge.refundsReleases) refundRelease(context, charge, held, 'expired_uncaptured_charge');
  emit(context, 'charge.expired', intent.id, renderCharge(charge));
  emit(context, 'payment_intent.canceled', intent.id, renderPaymentIntent(intent));
}
