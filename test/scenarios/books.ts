import { z } from 'zod';
import type { Holdfast } from '../setup/holdfast';
import { expectSoundBooks } from '../setup/sound-books';

/** The one place where a scenario's books are checked. */
export async function expectBooksOf(holdfast: Holdfast, orderId: string): Promise<void> {
  const { stripe } = holdfast;
  const paymentIntents = (): ReturnType<typeof stripe.paymentIntents> => paymentIntentsOf(holdfast, orderId);
  await expectSoundBooks({ ...holdfast, stripe: { ...stripe, paymentIntents } }, orderId);
}

const intentsSchema = z.object({
  has_more: z.literal(false),
  data: z.array(
    z.object({ id: z.string(), status: z.string(), amount_received: z.number(), amount_capturable: z.number() }),
  ),
});

const intentSchema = z.object({ customer: z.string() });

/** Hundreds of orders share an account, but each has a customer of its own. */
async function paymentIntentsOf(
  { reader, stripe }: Holdfast,
  orderId: string,
): Promise<z.output<typeof intentsSchema>['data']> {
  const read = async (path: string): Promise<unknown> => {
    const answer = await fetch(`${stripe.url}/v1/${path}`, { headers: { authorization: `Bearer ${stripe.apiKey}` } });
    return answer.json();
  };
  const record = await reader.findOrder(orderId);
  const id = record?.authorization?.paymentIntentId ?? record?.shipments[0]?.capture.paymentIntentId ?? 'none';
  const { customer } = intentSchema.parse(await read(`payment_intents/${id}`));
  return intentsSchema.parse(await read(`payment_intents?limit=100&customer=${customer}`)).data;
}
