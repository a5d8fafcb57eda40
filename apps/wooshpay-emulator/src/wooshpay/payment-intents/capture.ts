import { renderCharge } from '../charges/charge';
import { emit } from '../events/emit';
import { impossible, invalidRequest, unexpectedState } from '../requests/error';
import type { Context, Operation } from '../requests/request';
import { emitIntent } from './attempt';
import { findIntent } from './find';
import { renderPaymentIntent } from './payment-intent';
import type { PaymentIntent } from './payment-intent';

/** Documented: all that can be captured unless less is asked for; the rest is given back by itself. */
export const capturePaymentIntent: Operation = (context, params, [id]) => {
  const intent = findIntent(context, id);
  const asked = params.int('amount_to_capture');
  if (asked !== undefined && asked < 1) {
    throw invalidRequest('Invalid amount_to_capture: must be greater than or equal to 1.', 'amount_too_small');
  }
  if (intent.status !== 'requires_capture') return afterwards(context, intent);
  const amount = asked ?? intent.amountCapturable;
  if (amount > intent.amountCapturable) {
    throw impossible('amount_to_capture is greater than the amount that can be captured.', 'amount_too_large');
  }
  take(context, intent, amount);
  return () => renderPaymentIntent(context.account, intent);
};

function afterwards({ account }: Context, intent: PaymentIntent): () => ReturnType<typeof renderPaymentIntent> {
  if (intent.status === 'succeeded' && account.settings.second_capture === 'answered') {
    return () => renderPaymentIntent(account, intent);
  }
  throw unexpectedState(`This PaymentIntent cannot be captured: its status is ${intent.status}.`);
}

function take(context: Context, intent: PaymentIntent, amount: number): void {
  const { account } = context;
  const rest = intent.amountCapturable - amount;
  const keepsRest = rest > 0 && account.settings.rest_after_capture === 'kept';
  intent.amountReceived += amount;
  intent.amountCapturable = keepsRest ? rest : 0;
  intent.status = keepsRest ? 'requires_capture' : 'succeeded';
  const charge = account.charges.get(intent.latestCharge ?? '');
  if (charge !== undefined) {
    charge.captured = true;
    charge.amountCaptured += amount;
    emit(context, 'charge.captured', intent.id, renderCharge(account, charge));
  }
  if (!keepsRest) emitIntent(context, 'payment_intent.succeeded', intent);
}
