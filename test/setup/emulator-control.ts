import { z } from 'zod';
import type { TestStripe } from './emulator';

/** The Stripe account of a test, behind the product's back: what it says, and the emulator's switches. */
export interface EmulatorControl extends TestStripe {
  account(settings: Readonly<Record<string, unknown>>): Promise<void>;
  /** Moves the emulator's clock; everything that falls due happens first. */
  advance(seconds: number): Promise<void>;
  fault(match: Readonly<Record<string, unknown>>, effect: Readonly<Record<string, unknown>>): Promise<string>;
  endFault(id: string): Promise<void>;
  /** Every request to a path, oldest first; `*` stands for an id. */
  requests(path: string): Promise<StripeRequest[]>;
  paymentIntents(): Promise<{ id: string; status: string; amount_received: number; amount_capturable: number }[]>;
  /** Of every charge, newest first. */
  transfers(): Promise<StripeShare[]>;
  applicationFees(): Promise<StripeShare[]>;
  /** Registers a webhook endpoint; returns the secret that it will sign with. */
  sendEventsTo(url: string): Promise<string>;
  /** What Stripe.js does with a client secret; a decline is an answer too. */
  confirmInBrowser(paymentIntentId: string, paymentMethod: string): Promise<void>;
  /** Whether events are sent at once, and whether those that were held are sent now. */
  webhooks(settings: { readonly mode: 'normal' | 'hold'; readonly release?: true }): Promise<void>;
  /** What a person does in Stripe's Dashboard, or a program that is not ours, to a PaymentIntent. */
  byHand(
    paymentIntentId: string,
    what: 'cancel' | 'capture' | 'confirm',
    params?: Readonly<Record<string, string>>,
  ): Promise<void>;
  /** Somebody captures part of a hold in Stripe's own Dashboard, and leaves the rest held. */
  captureByHand(paymentIntentId: string, amount: number): Promise<void>;
  /** Somebody refunds in Stripe's own Dashboard. @returns Stripe's id of the refund */
  refundByHand(paymentIntentId: string, amount: number): Promise<string>;
  /** The events of a type, newest first, as a webhook would bring them. */
  events(type: string): Promise<object[]>;
  /** Broken laws of the emulator's own books, each a sentence. */
  violations(): Promise<string[]>;
  /** Throws when there are any. */
  requireSound(): Promise<void>;
}

/** A transfer or an application fee, and what of it went back. */
export interface StripeShare {
  readonly id: string;
  /** Null: a transfer out of the balance, for no charge. */
  readonly charge: string | null;
  /** Of a transfer: what belongs together. */
  readonly group?: string | null;
  readonly amount: number;
  readonly back: number;
  readonly currency: string;
}

const transfersSchema = z.object({
  data: z.array(
    z
      .object({
        ...{ id: z.string(), source_transaction: z.string().nullable(), currency: z.string() },
        ...{ amount: z.number(), amount_reversed: z.number(), transfer_group: z.string().nullable() },
      })
      .transform(({ source_transaction: charge, transfer_group: group, amount_reversed: back, ...rest }) => ({
        ...{ ...rest, charge, group, back },
      })),
  ),
});

const feesSchema = z.object({
  data: z.array(
    z
      .object({
        ...{ id: z.string(), originating_transaction: z.string(), currency: z.string() },
        ...{ amount: z.number(), amount_refunded: z.number() },
      })
      .transform(({ originating_transaction: charge, amount_refunded: back, ...rest }) => ({ ...rest, charge, back })),
  ),
});

const requestSchema = z.object({
  method: z.string(),
  idempotency_key: z.string().nullable(),
  status: z.number().nullable(),
  ending: z.string(),
});

export type StripeRequest = z.output<typeof requestSchema>;

const requestsSchema = z.object({ requests: z.array(requestSchema) });

const intentsSchema = z.object({
  data: z.array(
    z.object({ id: z.string(), status: z.string(), amount_received: z.number(), amount_capturable: z.number() }),
  ),
});

export function openEmulatorControl(stripe: TestStripe): EmulatorControl {
  const call = async (method: string, path: string, body?: object): Promise<unknown> => {
    const answer = await fetch(`${stripe.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${stripe.apiKey}`, 'content-type': 'application/json' },
      body: body === undefined ? null : JSON.stringify(body),
      signal: AbortSignal.timeout(20_000),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status.toString()}: ${text}`);
    return JSON.parse(text);
  };
  const submit = (path: string, params: Readonly<Record<string, string>>): Promise<Response> =>
    fetch(`${stripe.url}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${stripe.apiKey}` },
      body: new URLSearchParams(params),
      signal: AbortSignal.timeout(20_000),
    });
  const violations = async (): Promise<string[]> =>
    z.object({ violations: z.array(z.string()) }).parse(await call('GET', '/_emulator/checks')).violations;
  const byHand: EmulatorControl['byHand'] = async (paymentIntentId, what, params = {}) => {
    const answer = await submit(`/v1/payment_intents/${paymentIntentId}/${what}`, params);
    if (!answer.ok) throw new Error(`the ${what} by hand answered ${await answer.text()}`);
  };
  return {
    ...stripe,
    account: async (settings) => {
      await call('POST', '/_emulator/account', settings);
    },
    advance: async (seconds) => {
      await call('POST', '/_emulator/clock', { advance_seconds: seconds });
    },
    fault: async (match, effect) =>
      z.object({ id: z.string() }).parse(await call('POST', '/_emulator/faults', { match, effect })).id,
    endFault: async (id) => {
      await call('DELETE', `/_emulator/faults/${id}`);
    },
    requests: async (path) =>
      requestsSchema.parse(await call('GET', `/_emulator/requests?path=${encodeURIComponent(path)}`)).requests,
    paymentIntents: async () => intentsSchema.parse(await call('GET', '/v1/payment_intents?limit=100')).data,
    transfers: async () => transfersSchema.parse(await call('GET', '/v1/transfers?limit=100')).data,
    applicationFees: async () => feesSchema.parse(await call('GET', '/v1/application_fees?limit=100')).data,
    sendEventsTo: async (url) => {
      const answer = await submit('/v1/webhook_endpoints', { url, 'enabled_events[]': '*' });
      return z.object({ secret: z.string() }).parse(await answer.json()).secret;
    },
    webhooks: async (settings) => {
      await call('POST', '/_emulator/webhooks', settings);
    },
    confirmInBrowser: async (paymentIntentId, paymentMethod) => {
      const params = { payment_method: paymentMethod, use_stripe_sdk: 'true' };
      const { status } = await submit(`/v1/payment_intents/${paymentIntentId}/confirm`, params);
      if (status !== 200 && status !== 402) throw new Error(`the confirm answered ${status.toString()}`);
    },
    byHand,
    captureByHand: (paymentIntentId, amount) =>
      byHand(paymentIntentId, 'capture', {
        ...{ amount_to_capture: amount.toString(), final_capture: 'false', 'amount_details[shipping][amount]': '0' },
        'amount_details[line_items][0][product_name]': 'by hand',
        'amount_details[line_items][0][unit_cost]': amount.toString(),
        'amount_details[line_items][0][quantity]': '1',
      }),
    refundByHand: async (paymentIntentId, amount) => {
      const answer = await submit('/v1/refunds', { payment_intent: paymentIntentId, amount: amount.toString() });
      return z.object({ id: z.string() }).parse(await answer.json()).id;
    },
    events: async (type) =>
      z.object({ data: z.array(z.looseObject({})) }).parse(await call('GET', `/v1/events?type=${type}`)).data,
    violations,
    requireSound: async () => {
      const broken = await violations();
      if (broken.length > 0) throw new Error(`Stripe's own books are not sound: ${broken.join('; ')}`);
    },
  };
}
