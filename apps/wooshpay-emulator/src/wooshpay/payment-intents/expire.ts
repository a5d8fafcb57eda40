import type { Charge } from '../charges/charge';
import type { Context } from '../requests/request';
import { emitIntent } from './attempt';
import { end } from './cancel';
import type { PaymentIntent } from './payment-intent';

/** Documented: when the authorization lapses the funds are released and the status becomes canceled. */
export function expireHold(context: Context, intent: PaymentIntent, charge: Charge): void {
  if (intent.status !== 'requires_capture' || intent.latestCharge !== charge.id) return;
  end(context, intent, 'automatic');
  if (context.account.settings.expiry_event === 'sent') emitIntent(context, 'payment_intent.canceled', intent);
}
