import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { startWooshPayEmulator } from '../../apps/wooshpay-emulator/src/server';
import type { TestStripe } from './emulator';

/** A WooshPay account of a test, behind the product's back, at an emulator of its own. */
export interface TestWooshPay extends TestStripe {
  account(settings: Readonly<Record<string, unknown>>): Promise<void>;
  /** Moves the emulator's clock; everything that falls due happens first. */
  advance(seconds: number): Promise<void>;
  fault(match: Readonly<Record<string, unknown>>, effect: Readonly<Record<string, unknown>>): Promise<void>;
  /** How often a path was asked for; `*` stands for an id. */
  requestsTo(path: string): Promise<number>;
  /** Every request that was answered, oldest first. */
  requests(): Promise<readonly WooshPayRequest[]>;
  endFaults(): Promise<void>;
  /** An object as WooshPay shows it. */
  read(path: string): Promise<Readonly<Record<string, unknown>>>;
  createCustomer(): Promise<string>;
  /** What a person does in WooshPay's pages, or a program that is not ours. */
  byHand(paymentIntentId: string, what: 'cancel' | 'capture', params?: object): Promise<void>;
  /** A hold of the shop's own checkout, in US cents. @returns its PaymentIntent */
  holdByHand(amount: number): Promise<string>;
  /** As `byHand`, for money that goes back. */
  refundByHand(paymentIntentId: string, amount: number): Promise<void>;
  /** Registers a webhook endpoint; returns the secret that it will sign with. */
  sendEventsTo(url: string): Promise<string>;
  close(): Promise<void>;
}

const requestSchema = z.object({ method: z.string(), path: z.string() });

export type WooshPayRequest = z.output<typeof requestSchema>;

const requestsSchema = z.object({ requests: z.array(requestSchema) });

const faultsSchema = z.object({ faults: z.array(z.object({ id: z.string() })) });

export async function startTestWooshPay(): Promise<TestWooshPay> {
  const emulator = await startWooshPayEmulator({ checked: true });
  const apiKey = `sk_test_${randomUUID().replaceAll('-', '')}`;
  const headers = {
    authorization: `Basic ${Buffer.from(`${apiKey}:`).toString('base64')}`,
    'content-type': 'application/json',
  };
  const call = async (method: 'DELETE' | 'GET' | 'POST', path: string, body?: object): Promise<unknown> => {
    const sent = body === undefined ? null : JSON.stringify(body);
    const signal = AbortSignal.timeout(20_000);
    const answer = await fetch(`${emulator.url}${path}`, { method, headers, body: sent, signal });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status.toString()}: ${text}`);
    return JSON.parse(text);
  };
  return {
    url: emulator.url,
    apiKey,
    account: async (settings) => {
      await call('POST', '/_emulator/account', settings);
    },
    advance: async (seconds) => {
      await call('POST', '/_emulator/clock', { advance_seconds: seconds });
    },
    fault: async (match, effect) => {
      await call('POST', '/_emulator/faults', { match, effect });
    },
    requests: async () => requestsSchema.parse(await call('GET', '/_emulator/requests')).requests,
    endFaults: async () => {
      const { faults } = faultsSchema.parse(await call('GET', '/_emulator/faults'));
      for (const { id } of faults) await call('DELETE', `/_emulator/faults/${id}`);
    },
    requestsTo: async (path) => {
      const asked = await call('GET', `/_emulator/requests?path=${encodeURIComponent(path)}`);
      return z.object({ requests: z.array(z.unknown()) }).parse(asked).requests.length;
    },
    read: async (path) => z.record(z.string(), z.unknown()).parse(await call('GET', path)),
    createCustomer: async () => z.object({ id: z.string() }).parse(await call('POST', '/v1/customers', {})).id,
    byHand: async (paymentIntentId, what, params = {}) => {
      await call('POST', `/v1/payment_intents/${paymentIntentId}/${what}`, params);
    },
    holdByHand: async (amount) => {
      const given = {
        amount,
        currency: 'USD',
        capture_method: 'manual',
        confirm: true,
        payment_method: 'pm_card_visa',
      };
      return z.object({ id: z.string() }).parse(await call('POST', '/v1/payment_intents', given)).id;
    },
    refundByHand: async (paymentIntentId, amount) => {
      await call('POST', '/v1/refunds', { payment_intent: paymentIntentId, amount });
    },
    sendEventsTo: async (url) => {
      const endpoint = await call('POST', '/v1/webhook_endpoints', { url, enabled_events: ['*'] });
      return z.object({ secret: z.string() }).parse(endpoint).secret;
    },
    close: () => emulator.close(),
  };
}
