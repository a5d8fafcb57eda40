import type Stripe from 'stripe';
import { clientOf } from '../../emulator-under-test';
import type { Control } from '../../emulator-under-test';
import type { Emulator } from '../../server';

/** What tests of Connect need: a seller, holds whose money goes to it, and a clock that stands still. */
export const SELLER = 'acct_1Seller';

export async function frozen(emulator: Emulator): Promise<{ readonly stripe: Stripe; readonly control: Control }> {
  const client = clientOf(emulator);
  await client.control.post('clock', { freeze: true });
  return client;
}

export function toSeller(
  more: Partial<Stripe.PaymentIntentCreateParams> = {},
): Partial<Stripe.PaymentIntentCreateParams> {
  return { transfer_data: { destination: SELLER }, ...more };
}

export function captureSome(
  stripe: Stripe,
  id: string,
  more: Stripe.PaymentIntentCaptureParams = {},
): Promise<Stripe.PaymentIntent> {
  return stripe.paymentIntents.capture(id, { amount_to_capture: 2000, final_capture: false, ...more });
}
