import { z } from 'zod';
import type { EmulatorPlace } from '../../../apps/local/src/servers';
import { readStripeRecords, type StripeRecords } from '../../../libs/audit/stripe-records';
import { readWooshPayRecords } from '../../../libs/audit/wooshpay-records';
import type { PaymentProvider } from '../../../libs/domain/capabilities/payment-provider';

/** The account of a place at one provider, past the product: what a shop, its buyer and an auditor do there. */
export interface Account extends EmulatorPlace {
  readonly provider: PaymentProvider;
  /** As people read it. */
  readonly title: string;
  createCustomer(): Promise<string>;
  /** The buyer pays in the shop's own checkout. @param amount minor units @returns the provider's id of the payment */
  payElsewhere(customer: string, amount: number): Promise<string>;
  /** The page that the buyer is sent to, which the browser asks for where the order shows none. */
  pageFor(clientSecret: string): Promise<string>;
  recordsOf(customer: string): Promise<StripeRecords>;
  /** Broken laws of its own books, each a sentence. */
  violations(): Promise<string[]>;
}

export type Accounts = Readonly<Record<PaymentProvider, Account>>;

export function openAccounts(stripe: EmulatorPlace, wooshPay: EmulatorPlace): Accounts {
  return { stripe: accountAtStripe(stripe), wooshpay: accountAtWooshPay(wooshPay) };
}

const RETURN_URL = 'https://shop.example/return';

const named = z.object({ id: z.string() });
const checks = z.object({ violations: z.array(z.string()) });
const toBank = z.object({ next_action: z.object({ redirect_to_url: z.object({ url: z.string() }) }) });
const toChallenge = z.object({ next_action: z.object({ challenge_redirect: z.object({ url: z.string() }) }) });

function accountAtStripe(place: EmulatorPlace): Account {
  const ask = asking(place, { authorization: `Bearer ${place.apiKey}` });
  return {
    ...place,
    provider: 'stripe',
    title: 'Stripe',
    createCustomer: async () => named.parse(await ask('POST', '/v1/customers', '')).id,
    payElsewhere: async (customer, amount) => {
      const payment = new URLSearchParams({
        ...{ amount: amount.toString(), currency: 'usd', capture_method: 'manual', confirm: 'true' },
        ...{ customer, payment_method: 'pm_card_visa', return_url: RETURN_URL },
        'payment_method_options[card][request_multicapture]': 'if_available',
      });
      return named.parse(await ask('POST', '/v1/payment_intents', payment)).id;
    },
    pageFor: async (clientSecret) =>
      toBank.parse(await ask('GET', pathOf(clientSecret))).next_action.redirect_to_url.url,
    recordsOf: (customer) => readStripeRecords(place, customer),
    violations: async () => checks.parse(await ask('GET', '/_emulator/checks')).violations,
  };
}

function accountAtWooshPay(place: EmulatorPlace): Account {
  const authorization = `Basic ${Buffer.from(`${place.apiKey}:`).toString('base64')}`;
  const ask = asking(place, { authorization, 'content-type': 'application/json' });
  return {
    ...place,
    provider: 'wooshpay',
    title: 'WooshPay',
    createCustomer: async () => named.parse(await ask('POST', '/v1/customers', '{}')).id,
    payElsewhere: async (customer, amount) => {
      const payment = { amount, currency: 'USD', capture_method: 'manual', confirm: true };
      const paid = { ...payment, customer, payment_method: 'pm_card_visa' };
      return named.parse(await ask('POST', '/v1/payment_intents', JSON.stringify(paid))).id;
    },
    pageFor: async (clientSecret) =>
      toChallenge.parse(await ask('GET', pathOf(clientSecret))).next_action.challenge_redirect.url,
    recordsOf: (customer) => readWooshPayRecords(place, customer),
    violations: async () => checks.parse(await ask('GET', '/_emulator/checks')).violations,
  };
}

function pathOf(clientSecret: string): string {
  const [id = ''] = clientSecret.split('_secret_', 1);
  return `/v1/${id.startsWith('seti_') ? 'setup_intents' : 'payment_intents'}/${id}`;
}

type Ask = (method: 'GET' | 'POST', path: string, body?: string | URLSearchParams) => Promise<unknown>;

function asking({ url }: EmulatorPlace, headers: Readonly<Record<string, string>>): Ask {
  return async (method, path, body) => {
    const signal = AbortSignal.timeout(20_000);
    const answer = await fetch(`${url}${path}`, { method, headers, body: body ?? null, signal });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status.toString()}: ${text}`);
    const parsed: unknown = JSON.parse(text);
    return parsed;
  };
}
