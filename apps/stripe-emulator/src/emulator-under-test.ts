import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import Stripe from 'stripe';
import { isJsonObject } from '../../../libs/emulation/objects/json';
import type { JsonObject } from '../../../libs/emulation/objects/json';
import { startEmulator } from './server';
import type { Emulator } from './server';

/** What tests need around the emulator: the official SDK on a fresh API key, the control API and a webhook receiver. */
let keys = 0;

export function freshKey(): string {
  keys += 1;
  return `sk_test_${String(process.pid)}x${String(keys)}`;
}

export async function startUnderTest(): Promise<Emulator> {
  return startEmulator({ checked: true });
}

export function clientOf(emulator: Emulator, key = freshKey()): { readonly stripe: Stripe; readonly control: Control } {
  const { hostname, port } = new URL(emulator.url);
  const stripe = new Stripe(key, { host: hostname, port, protocol: 'http', maxNetworkRetries: 0, telemetry: false });
  return { stripe, control: new Control(emulator.url, key) };
}

export class Control {
  constructor(
    readonly url: string,
    readonly key: string,
  ) {}

  async get(path: string): Promise<JsonObject> {
    return this.call('GET', path);
  }

  async post(path: string, body: object = {}): Promise<JsonObject> {
    return this.call('POST', path, JSON.stringify(body));
  }

  async delete(path: string): Promise<JsonObject> {
    return this.call('DELETE', path);
  }

  async advance(seconds: number): Promise<void> {
    await this.post('clock', { advance_seconds: seconds });
  }

  async violations(): Promise<unknown> {
    return (await this.get('checks'))['violations'];
  }

  /** The status of a call that is expected to be refused, with its message. */
  async refused(path: string, body: string): Promise<{ status: number; message: unknown }> {
    const response = await this.fetch('POST', path, body);
    const answer: unknown = await response.json();
    const error = isJsonObject(answer) ? answer['error'] : undefined;
    return { status: response.status, message: isJsonObject(error) ? error['message'] : undefined };
  }

  private async call(method: string, path: string, body?: string): Promise<JsonObject> {
    const response = await this.fetch(method, path, body);
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${String(response.status)} ${text}`);
    const answer: unknown = JSON.parse(text);
    if (!isJsonObject(answer)) throw new Error(`${method} ${path}: no JSON object`);
    return answer;
  }

  private async fetch(method: string, path: string, body?: string): Promise<Response> {
    return fetch(`${this.url}/_emulator/${path}`, {
      method,
      headers: { authorization: `Bearer ${this.key}` },
      ...(body !== undefined && { body }),
    });
  }
}

export interface Received {
  readonly signature: string;
  readonly payload: string;
}

/** A webhook endpoint of a shop; `answer` is the status it gives. */
export class Receiver {
  readonly received: Received[] = [];
  answer = 200;
  private readonly server = createServer((request, response) => {
    void this.take(request).then(() => response.writeHead(this.answer).end());
  });

  async open(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    const address = this.server.address();
    if (address === null || typeof address === 'string') throw new Error('The receiver has no port');
    return `http://127.0.0.1:${String(address.port)}/hook`;
  }

  async close(): Promise<void> {
    await new Promise((resolve) => {
      this.server.close(resolve);
      this.server.closeAllConnections();
    });
  }

  private async take(request: IncomingMessage): Promise<void> {
    let payload = '';
    for await (const chunk of request) payload += String(chunk);
    this.received.push({ signature: String(request.headers['stripe-signature']), payload });
  }
}

const PATIENCE_MS = 5000;

/** Waits for a condition, for so long and no longer. */
export async function until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end;) {
    if (await condition()) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error(`Not within ${String(PATIENCE_MS)} ms: ${what}`);
}

/** The error a call is refused with, or a failure when it is not. */
export async function errorOf(call: Promise<unknown>): Promise<Stripe.errors.StripeError> {
  try {
    await call;
  } catch (error) {
    if (error instanceof Stripe.errors.StripeError) return error;
    throw error;
  }
  throw new Error('The call was expected to be refused');
}

/** Without ways to pay that redirect a confirmation needs no `return_url`. */
export const CARDS_ONLY = { enabled: true, allow_redirects: 'never' } as const;

/** A hold of 4600 USD: the order of the worked example, without line items unless given. */
export async function hold(
  stripe: Stripe,
  more: Partial<Stripe.PaymentIntentCreateParams> = {},
): Promise<Stripe.PaymentIntent> {
  return stripe.paymentIntents.create({
    amount: 4600,
    currency: 'usd',
    capture_method: 'manual',
    confirm: true,
    payment_method: 'pm_card_visa',
    automatic_payment_methods: CARDS_ONLY,
    payment_method_options: { card: { request_multicapture: 'if_available' } },
    ...more,
  });
}

/** The id of something that may have been expanded. */
export function idOf(value: string | { readonly id: string } | null | undefined): string {
  return typeof value === 'string' ? value : (value?.id ?? '');
}
