import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { setup } from './run-environment';

export interface TestStripe {
  /** The emulator's address, for `STRIPE_API_BASE`. */
  readonly url: string;
  /** A key that nobody else has, and with it an account of its own. */
  readonly apiKey: string;
}

export function createTestStripe(): TestStripe {
  return { url: setup.emulatorUrl, apiKey: `sk_test_${randomUUID().replaceAll('-', '')}` };
}

/** Makes a customer at Stripe, to whom a card can belong. */
export async function createCustomer({ url, apiKey }: TestStripe): Promise<string> {
  const headers = { authorization: `Bearer ${apiKey}` };
  const answer = await fetch(`${url}/v1/customers`, { method: 'POST', headers });
  return z.object({ id: z.string() }).parse(await answer.json()).id;
}
