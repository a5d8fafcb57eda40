import type Stripe from 'stripe';
import type { World } from '../../behaviour';
import { expanded } from '../../expectations';

export type Create = Stripe.Checkout.SessionCreateParams;
export const SHIRT = { currency: 'usd', unit_amount: 1500, product_data: { name: 'Shirt' } };
export const BASE: Create = {
  mode: 'payment',
  success_url: 'https://shop.example/thanks?session={CHECKOUT_SESSION_ID}',
  cancel_url: 'https://shop.example/cart',
  line_items: [{ price_data: SHIRT, quantity: 2 }],
};

/** A checkout of two shirts, 30.00 USD. */
export async function sessionOf(stripe: Stripe, more: Create = {}): Promise<Stripe.Checkout.Session> {
  return stripe.checkout.sessions.create({ ...BASE, ...more });
}

/** A buyer pays on the page. */
export async function pay({ control }: World, id: string, answer: object = {}): Promise<unknown> {
  return control.post(`checkout/${id}`, answer);
}

export async function intentOf(stripe: Stripe, id: string): Promise<Stripe.PaymentIntent> {
  const session = await stripe.checkout.sessions.retrieve(id, { expand: ['payment_intent'] });
  return expanded(session.payment_intent);
}
