import { z } from 'zod';

/** What Stripe says, asked behind Holdfast's back; and the switches of the emulator that the story turns. */

const lineItemSchema = z.object({
  product_name: z.string(),
  quantity: z.number(),
  unit_cost: z.number(),
  discount_amount: z.number().nullable(),
  tax: z.object({ total_tax_amount: z.number() }).nullable(),
});

const paymentIntentSchema = z.object({
  id: z.string(),
  status: z.string(),
  amount: z.number(),
  amount_received: z.number(),
  amount_capturable: z.number(),
  canceled_at: z.number().nullable(),
  latest_charge: z.string(),
  amount_details: z.object({
    shipping: z.object({ amount: z.number() }).optional(),
    line_items: z.object({ data: z.array(lineItemSchema) }).optional(),
  }),
});

const listSchema = z.object({ data: z.array(z.object({ id: z.string(), amount: z.number(), fee: z.number() })) });

/** What the demo reads of a PaymentIntent. */
export type PaymentIntent = z.infer<typeof paymentIntentSchema>;

/** Stripe's side of the demo: what it has recorded, and the emulator's switches. */
export interface StripeView {
  paymentIntent(id: string): Promise<PaymentIntent>;
  balanceTransactions(chargeId: string): Promise<{ id: string; amount: number; fee: number }[]>;
  /** How long the card networks keep a hold that is placed from now on. */
  setCaptureWindow(seconds: number): Promise<void>;
  /** Lets the next capture happen, but keeps its answer until `release` is called. */
  holdNextCaptureAnswer(): Promise<{ release: () => Promise<void> }>;
  violations(): Promise<unknown[]>;
}

/**
 * What the emulator at this address has of the orders.
 * @throws Error from each method when the emulator does not answer 200
 */
export function createStripeView(emulator: { readonly url: string; readonly apiKey: string }): StripeView {
  const call = async (method: string, path: string, body?: object): Promise<unknown> => {
    const answer = await fetch(`${emulator.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${emulator.apiKey}`, 'content-type': 'application/json' },
      body: body === undefined ? null : JSON.stringify(body),
      signal: AbortSignal.timeout(10_000),
    });
    const json: unknown = await answer.json();
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status.toString()}: ${JSON.stringify(json)}`);
    return json;
  };
  return {
    paymentIntent: async (id) =>
      paymentIntentSchema.parse(await call('GET', `/v1/payment_intents/${id}?expand[]=amount_details.line_items`)),
    balanceTransactions: async (chargeId) =>
      listSchema.parse(await call('GET', `/v1/balance_transactions?source=${chargeId}`)).data,
    setCaptureWindow: async (seconds) => {
      await call('POST', '/_emulator/account', { capture_window_seconds: seconds });
    },
    holdNextCaptureAnswer: async () => {
      const fault = {
        match: { method: 'POST', path: '/v1/payment_intents/*/capture', nth: 1, times: 1 },
        effect: { kind: 'hold' },
      };
      const { id } = z.object({ id: z.string() }).parse(await call('POST', '/_emulator/faults', fault));
      return {
        release: async () => {
          await call('DELETE', `/_emulator/faults/${id}`);
        },
      };
    },
    violations: async () =>
      z.object({ violations: z.array(z.unknown()) }).parse(await call('GET', '/_emulator/checks')).violations,
  };
}
