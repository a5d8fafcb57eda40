import { setTimeout as pause } from 'node:timers/promises';
import Stripe from 'stripe';
import { Control, freshKey } from '../src/emulator-under-test';
import { startEmulator } from '../src/server';
import type { Answer, Need, Sent, World } from './behaviour';
import { EMULATOR_ALONE, REASONS } from './needs';

/** Where the behaviours run. */
export interface Place {
  readonly name: string;
  /** A world for one behaviour. */
  world(): World;
  /** Why this need cannot be served here. */
  lacks(need: Need): string | undefined;
  close(): Promise<void>;
}

/** An emulator of our own that checks its laws after every request. Each behaviour gets an account of its own. */
export async function emulatorPlace(): Promise<Place> {
  const emulator = await startEmulator({ checked: true });
  return {
    name: 'the emulator',
    world: () => {
      const control = new Control(emulator.url, freshKey());
      return worldOf(emulator.url, control.key, control, async () => {
        await control.advance(1);
      });
    },
    lacks: () => undefined,
    close: async () => {
      await emulator.close();
    },
  };
}

const STRIPE = 'https://api.stripe.com';
const REAL_PAUSE_MS = 1000;

/** Stripe's test mode with somebody's key, or another server that speaks its API. Live keys are never sent anywhere. */
export async function stripePlace(key: string, url = STRIPE): Promise<Place> {
  if (!key.startsWith('sk_test_')) throw new Error('STRIPE_CONFORMANCE_KEY must be a test key: sk_test_…');
  // Stripe has no control API: a behaviour that reaches for it without saying so fails.
  const world = worldOf(url, key, new Control(url, key), async () => {
    await pause(REAL_PAUSE_MS);
  });
  const features = await featuresOf(world.client());
  return {
    name: url,
    world: () => world,
    lacks: (need) => {
      const served = EMULATOR_ALONE.has(need) ? false : features.has(need);
      return served ? undefined : REASONS[need];
    },
    close: () => Promise.resolve(),
  };
}

const FEATURES = ['multicapture', 'overcapture', 'incremental_authorization', 'extended_authorization'] as const;

/** Asks for each card feature on a hold of its own, because one that is not granted may refuse the whole request. */
async function featuresOf(stripe: Stripe): Promise<ReadonlySet<Need>> {
  const found = new Set<Need>();
  for (const feature of FEATURES) {
    const status = await statusOf(stripe, feature).catch(() => undefined);
    if (status === 'available' || status === 'enabled') found.add(feature);
  }
  return found;
}

async function statusOf(stripe: Stripe, feature: (typeof FEATURES)[number]): Promise<string | undefined> {
  const intent = await stripe.paymentIntents.create({
    amount: 1000,
    currency: 'usd',
    capture_method: 'manual',
    confirm: true,
    payment_method: 'pm_card_visa',
    automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
    payment_method_options: { card: { [`request_${feature}`]: 'if_available' } },
    expand: ['latest_charge'],
  });
  const charge = typeof intent.latest_charge === 'string' ? null : intent.latest_charge;
  return charge?.payment_method_details?.card?.[feature]?.status;
}

function worldOf(url: string, key: string, control: Control, wait: () => Promise<void>): World {
  return {
    key,
    url,
    control,
    wait,
    client: (config = {}) => {
      const { hostname, port, protocol } = new URL(url);
      return new Stripe(key, {
        host: hostname,
        ...(port !== '' && { port }),
        protocol: protocol === 'http:' ? 'http' : 'https',
        maxNetworkRetries: 0,
        telemetry: false,
        ...config,
      });
    },
    send: async (method, path, sent = {}) => sendTo(url, key, method, path, sent),
  };
}

async function sendTo(url: string, key: string, method: string, path: string, sent: Sent): Promise<Answer> {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${key}`,
      ...(sent.body !== undefined && { 'content-type': 'application/x-www-form-urlencoded' }),
      ...sent.headers,
    },
    ...(sent.body !== undefined && { body: sent.body }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: jsonOf(text) };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
