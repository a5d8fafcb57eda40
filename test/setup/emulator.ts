import { randomUUID } from 'node:crypto';
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
