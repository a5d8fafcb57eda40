import { z } from 'zod';
import { newOrder } from '../../examples/orders';
import { createTestStripe } from '../emulator';
import { OrderDesk } from './order-desk';
import type { ShopDatabase } from './shop-database';

const made = z.object({ id: z.string() });

/**
 * An order that brings a payment of the shop's own checkout: a hold of a card that can be captured several times.
 * @param payment how it is made otherwise; empty: not with that
 */
export async function deskWithPayment(
  place: ShopDatabase,
  payment: Readonly<Record<string, string | number>>,
): Promise<OrderDesk> {
  const stripe = createTestStripe();
  const params: Readonly<Record<string, string | number>> = {
    ...{ currency: 'usd', capture_method: 'manual', confirm: 'true', payment_method: 'pm_card_visa' },
    ...{ return_url: 'https://shop.example/return', ...payment },
    'payment_method_options[card][request_multicapture]': 'if_available',
  };
  const body = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) if (value !== '') body.set(name, value.toString());
  const answer = await fetch(`${stripe.url}/v1/payment_intents`, {
    method: 'POST',
    headers: { authorization: `Bearer ${stripe.apiKey}` },
    body,
  });
  const { id: paymentIntent } = made.parse(await answer.json());
  return new OrderDesk(place, { payment: { ...newOrder().payment, paymentMethod: null, paymentIntent } }, stripe);
}
