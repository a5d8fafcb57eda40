import { z } from 'zod';
import type { PaymentProvider } from '../../libs/domain/capabilities/payment-provider';
import { createCustomer, type TestStripe } from '../setup/emulator';
import type { Holdfast } from '../setup/holdfast';
import type { Fault } from './conditions';

/** The account that the orders of a place are paid through, and the switches of its emulator. */
export interface Account {
  newCustomer(): Promise<string>;
  /** Registers a webhook endpoint; returns the secret that it will sign with. */
  sendEventsTo(url: string): Promise<string>;
  /** How its webhooks come from now on. */
  useWebhooks(mode: Readonly<Record<string, unknown>>): Promise<void>;
  /** What is captured from now on settles at once. */
  settleAtOnce(): Promise<void>;
  /** How long holds live that are placed from now on. */
  holdFor(seconds: number): Promise<void>;
  disturb(faults: readonly Fault[]): Promise<Disturbance>;
  /** How often all faults together have hit. */
  hits(): Promise<number>;
  /** Throws when its own books are not sound. */
  requireSound(): Promise<void>;
}

export interface Disturbance {
  /** @returns how many requests were hit */
  end(): Promise<number>;
}

export function accountAt(provider: PaymentProvider, holdfast: Holdfast): Promise<Account> {
  switch (provider) {
    case 'stripe':
      return accountAtStripe(holdfast);
    case 'wooshpay':
      return Promise.resolve(accountAtWooshPay(holdfast));
  }
}

async function accountAtStripe({ stripe }: Holdfast): Promise<Account> {
  // An extended hold would have a window of its own, of weeks.
  await stripe.account({ features: { extended_authorization: 'unavailable' } });
  return {
    ...switchesOf(stripe, `Bearer ${stripe.apiKey}`),
    newCustomer: () => createCustomer(stripe),
    sendEventsTo: (url) => stripe.sendEventsTo(url),
    settleAtOnce: () => stripe.account({ settlement_delay_seconds: 0 }),
    holdFor: (seconds) => stripe.account({ capture_window_seconds: seconds }),
  };
}

/** Names no date at which a hold ends, so that the workers must be told how long its holds live. */
function accountAtWooshPay({ wooshPay, holdAtWooshPayFor }: Holdfast): Account {
  if (wooshPay === undefined) throw new Error('nothing can be paid through WooshPay here');
  return {
    ...switchesOf(wooshPay, `Basic ${Buffer.from(`${wooshPay.apiKey}:`).toString('base64')}`),
    newCustomer: () => wooshPay.createCustomer(),
    sendEventsTo: (url) => wooshPay.sendEventsTo(url),
    // Whatever is captured there is settled.
    settleAtOnce: () => Promise.resolve(),
    holdFor: async (seconds) => {
      await wooshPay.account({ hold_window_seconds: seconds });
      await holdAtWooshPayFor(seconds);
    },
  };
}

type Switches = Pick<Account, 'disturb' | 'hits' | 'requireSound' | 'useWebhooks'>;

const faultsSchema = z.object({ faults: z.array(z.object({ id: z.string(), hits: z.number() })) });

const checksSchema = z.object({ violations: z.array(z.string()) });

/** Both emulators have the same control API. */
function switchesOf({ url }: TestStripe, authorization: string): Switches {
  const control = async (method: 'DELETE' | 'GET' | 'POST', path: string, body?: object): Promise<unknown> => {
    const answer = await fetch(`${url}/_emulator/${path}`, {
      method,
      headers: { authorization, 'content-type': 'application/json' },
      body: body === undefined ? null : JSON.stringify(body),
      signal: AbortSignal.timeout(20_000),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status.toString()}: ${text}`);
    return JSON.parse(text);
  };
  const hitsOf = async (isIt: (id: string) => boolean): Promise<number> => {
    const { faults } = faultsSchema.parse(await control('GET', 'faults'));
    return faults.filter(({ id }) => isIt(id)).reduce((sum, { hits }) => sum + hits, 0);
  };
  return {
    useWebhooks: async (mode) => {
      await control('POST', 'webhooks', mode);
    },
    disturb: async (faults) => {
      const ids = new Set<string>();
      for (const fault of faults)
        ids.add(z.object({ id: z.string() }).parse(await control('POST', 'faults', fault)).id);
      return {
        end: async () => {
          if (ids.size === 0) return 0;
          const hits = await hitsOf((id) => ids.has(id));
          for (const id of ids) await control('DELETE', `faults/${id}`);
          return hits;
        },
      };
    },
    hits: () => hitsOf(() => true),
    requireSound: async () => {
      const { violations } = checksSchema.parse(await control('GET', 'checks'));
      if (violations.length > 0) throw new Error(`the provider's own books are not sound: ${violations.join('; ')}`);
    },
  };
}
