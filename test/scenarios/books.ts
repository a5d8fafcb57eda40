import { z } from 'zod';
import type { Holdfast } from '../setup/holdfast';
import { expectSoundBooks } from '../setup/sound-books';

/** The one place where a scenario's books are checked. */
export async function expectBooksOf(holdfast: Holdfast, orderId: string, customer: string): Promise<void> {
  const { stripe } = holdfast;
  const paymentIntents = (): ReturnType<typeof stripe.paymentIntents> => paymentIntentsOf(holdfast, customer);
  await expectSoundBooks({ ...holdfast, stripe: { ...stripe, paymentIntents } }, orderId);
}

const intentsSchema = z.object({
  has_more: z.literal(false),
  data: z.array(
    z.object({ id: z.string(), status: z.string(), amount_received: z.number(), amount_capturable: z.number() }),
  ),
});

/** Hundreds of orders share an account, but each has a customer of its own. */
async function paymentIntentsOf(
  { stripe }: Holdfast,
  customer: string,
): Promise<z.output<typeof intentsSchema>['data']> {
  const answer = await fetch(`${stripe.url}/v1/payment_intents?limit=100&customer=${customer}`, {
    headers: { authorization: `Bearer ${stripe.apiKey}` },
  });
  return intentsSchema.parse(await answer.json()).data;
}
