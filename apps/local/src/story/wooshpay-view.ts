import { z } from 'zod';

/** WooshPay leaves fields without a value out. */
const amount = z.number().default(0);

const paymentIntentSchema = z.object({
  status: z.string(),
  amount_received: amount,
  amount_capturable: amount,
});

/** WooshPay's side of the demo, asked behind Holdfast's back. */
export interface WooshPayView {
  paymentIntent(id: string): Promise<z.output<typeof paymentIntentSchema>>;
  /** How often it was asked to capture anything. */
  captures(): Promise<number>;
}

/** What the emulator at this address has of the orders. @throws Error from each method when it does not answer 200 */
export function createWooshPayView({ url, apiKey }: { readonly url: string; readonly apiKey: string }): WooshPayView {
  const authorization = `Basic ${Buffer.from(`${apiKey}:`).toString('base64')}`;
  const get = async (path: string): Promise<unknown> => {
    const answer = await fetch(`${url}${path}`, { headers: { authorization }, signal: AbortSignal.timeout(10_000) });
    const json: unknown = await answer.json();
    if (!answer.ok) throw new Error(`GET ${path} answered ${answer.status.toString()}: ${JSON.stringify(json)}`);
    return json;
  };
  return {
    paymentIntent: async (id) => paymentIntentSchema.parse(await get(`/v1/payment_intents/${id}`)),
    captures: async () => {
      const asked = await get(`/_emulator/requests?path=${encodeURIComponent('/v1/payment_intents/*/capture')}`);
      return z.object({ requests: z.array(z.unknown()) }).parse(asked).requests.length;
    },
  };
}
