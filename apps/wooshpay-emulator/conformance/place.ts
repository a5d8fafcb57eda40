import { Client, Control, freshKey, Receiver } from '../src/emulator-under-test';
import { startWooshPayEmulator } from '../src/server';
import { text } from './behaviour';
import type { Need, Shop } from './behaviour';
import { REASONS } from './needs';

/** Where the behaviours run. */
export interface Place {
  readonly name: string;
  /** A shop for one behaviour. */
  shop(): Shop;
  /** Why this need cannot be served here. */
  lacks(need: Need): string | undefined;
  /** After each behaviour. */
  tidy(): Promise<void>;
  close(): Promise<void>;
}

/** An emulator of our own that checks its laws after every request. Each behaviour gets an account of its own. */
export async function emulatorPlace(): Promise<Place> {
  const emulator = await startWooshPayEmulator({ checked: true });
  const opened: Receiver[] = [];
  return {
    name: 'the emulator',
    shop: () => shopOf(emulator.url, freshKey(), opened, () => Promise.resolve('pm_card_visa')),
    lacks: () => undefined,
    tidy: async () => {
      for (const receiver of opened.splice(0)) await receiver.close();
    },
    close: async () => {
      await emulator.close();
    },
  };
}

const TEST_HOST = 'https://apitest.wooshpay.com';

/**
 * WooshPay's test mode with somebody's key, or another server that speaks its API. Live keys are never sent anywhere.
 * `card`: the number of a test card that approves, from its documentation.
 */
export function wooshPayPlace(key: string, url = TEST_HOST, card?: string): Place {
  if (!key.startsWith('sk_test_')) throw new Error('WOOSHPAY_CONFORMANCE_KEY must be a test key: sk_test_…');
  const client = new Client(url, key);
  return {
    name: url,
    shop: () => shopOf(url, key, [], async () => methodOf(client, card)),
    lacks: (need) => (need === 'card' && card !== undefined ? undefined : REASONS[need]),
    tidy: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}

async function methodOf(client: Client, number: string | undefined): Promise<string> {
  const card = { number, exp_month: '12', exp_year: '2031', cvc: '123', name: 'Jenny Rosen' };
  return text(await client.post('/v1/payment_methods', { type: 'card', card }), 'id');
}

function shopOf(url: string, key: string, opened: Receiver[], card: () => Promise<string>): Shop {
  return {
    api: new Client(url, key),
    withKey: (other) => new Client(url, other),
    control: new Control(url, key),
    card,
    receiver: async () => {
      const receiver = new Receiver();
      opened.push(receiver);
      return { receiver, url: await receiver.open() };
    },
  };
}
