import { refusal } from '../error';
import { captureIntent } from '../payment-intents/capture';
import type { PaymentIntent } from '../payment-intents/payment-intent';
import type { Context, Operation } from '../request';
import { renderCharge } from './charge';
import type { Charge } from './charge';
import { findCharge } from './find';

/** Takes what a charge with `capture=false` holds, or a part of it: the rest goes back (documented). */
export const captureCharge: Operation = (context, params, id) => {
  const charge = findCharge(context.account, id);
  const intent = ownIntent(context, charge);
  if (charge.captured) {
    throw refusal(`Charge ${id} has already been captured.`, undefined, 'charge_already_captured');
  }
  if (intent.status === 'canceled') {
    throw refusal(
      `Charge ${id} could not be captured because it has expired or has been refunded.`,
      undefined,
      'charge_expired_for_capture',
    );
  }
  if (intent.status !== 'requires_capture') {
    throw refusal(`Charge ${id} could not be captured because it did not succeed.`);
  }
  const { receiptEmail, transferGroup } = charge;
  captureIntent(context, intent, params, 'amount');
  charge.receiptEmail = params.text('receipt_email') ?? receiptEmail;
  charge.transferGroup = params.text('transfer_group') ?? transferGroup;
  return () => renderCharge(charge);
};

/** "Don't use this method to capture a PaymentIntent-initiated charge" is all that is documented; so it is refused (assumed). */
function ownIntent({ account }: Context, { id, paymentIntent }: Charge): PaymentIntent {
  const intent = account.hiddenIntents.get(paymentIntent);
  if (intent !== undefined) return intent;
  throw refusal(
    `Charge ${id} was created by a PaymentIntent (${paymentIntent}). Capture the PaymentIntent instead: ` +
      `POST /v1/payment_intents/${paymentIntent}/capture.`,
  );
}
