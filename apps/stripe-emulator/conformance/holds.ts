import type Stripe from 'stripe';

type Create = Partial<Stripe.PaymentIntentCreateParams>;
type Feature = 'multicapture' | 'overcapture' | 'incremental_authorization' | 'extended_authorization';

/** Cards without redirects: real accounts offer other methods too, which would ask for a `return_url`. */
export const CARDS_ONLY = { automatic_payment_methods: { enabled: true, allow_redirects: 'never' } } as const;

/** A PaymentIntent of 46.00 USD that waits for a method. */
export async function open(stripe: Stripe, more: Create = {}): Promise<Stripe.PaymentIntent> {
  return stripe.paymentIntents.create({ amount: 4600, currency: 'usd', ...CARDS_ONLY, ...more });
}

/** A payment of 46.00 USD, taken at once. */
export async function paid(stripe: Stripe, more: Create = {}): Promise<Stripe.PaymentIntent> {
  return open(stripe, { confirm: true, payment_method: 'pm_card_visa', ...more });
}

/** A hold of 46.00 USD on a Visa card, without card features. */
export async function plainHold(stripe: Stripe, more: Create = {}): Promise<Stripe.PaymentIntent> {
  return paid(stripe, { capture_method: 'manual', ...more });
}

/** A hold of 46.00 USD that asked for these card features. */
export async function holdWith(
  stripe: Stripe,
  features: readonly Feature[],
  more: Create = {},
): Promise<Stripe.PaymentIntent> {
  const asked = Object.fromEntries(features.map((feature) => [`request_${feature}`, 'if_available']));
  return plainHold(stripe, { payment_method_options: { card: asked }, ...more });
}

/** A hold of 46.00 USD that can be captured in parts. */
export async function partHold(stripe: Stripe, more: Create = {}): Promise<Stripe.PaymentIntent> {
  return holdWith(stripe, ['multicapture'], more);
}

/** One non-final capture. */
export async function part(
  stripe: Stripe,
  id: string,
  amount: number,
  more: Stripe.PaymentIntentCaptureParams = {},
): Promise<Stripe.PaymentIntent> {
  return stripe.paymentIntents.capture(id, { amount_to_capture: amount, final_capture: false, ...more });
}

/** The charge that a PaymentIntent made. */
export async function chargeOf(stripe: Stripe, intent: Stripe.PaymentIntent): Promise<Stripe.Charge> {
  const { latest_charge: charge } = intent;
  if (charge === null) throw new Error(`${intent.id} has no charge`);
  return typeof charge === 'string' ? stripe.charges.retrieve(charge) : charge;
}
