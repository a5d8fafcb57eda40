import { randomUUID } from 'node:crypto';
import { startWooshPayEmulator, type WooshPayEmulator } from '../../../apps/wooshpay-emulator/src/server';
import { createTestStripe } from '../../../test/setup/emulator';
import { seconds } from '../../../test/setup/pace';
import type { WholeGateway } from '../../domain/provider/card-gateway';
import type { DeploymentGuard } from '../../domain/provider/deployment';
import { createStripeGateway } from '../../stripe/gateway';
import { createStripeClient } from '../../stripe/requests/client';
import { createWooshPayGateway } from '../../wooshpay/gateway';
import { createWooshPayClient } from '../../wooshpay/requests/wooshpay-client';

/** A payment provider as every test of this folder sees it: a gateway, and what is done behind its back. */
export interface ProviderUnderTest {
  readonly name: string;
  /** A gateway to an account in which nothing has happened. */
  open(guard?: DeploymentGuard): OpenedProvider;
  /** Before the first test, and after the last. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** A gateway to an account of its own, and what is done to the account behind its back. */
export interface OpenedProvider {
  readonly gateway: WholeGateway;
  /** Moves the provider's clock; everything that falls due happens first. */
  advance(duration: number): Promise<void>;
  /** What goes wrong with the next POST to this path; `*` stands for an id. */
  faultOnce(path: string, effect: object): Promise<void>;
  /** How often a path was asked for. */
  requestsTo(path: string): Promise<number>;
}

const WE = { name: 'conformance', epoch: 1 };

const OURS: DeploymentGuard = { toAct: () => Promise.resolve(WE), toRead: () => Promise.resolve(WE) };

const stripe: ProviderUnderTest = {
  name: 'Stripe',
  start: () => Promise.resolve(),
  stop: () => Promise.resolve(),
  open: (guard = OURS) => {
    const { apiKey, url } = createTestStripe();
    const client = createStripeClient({ apiKey, apiBase: url, timeoutSeconds: seconds(5) });
    const gateway = createStripeGateway({ client, deployment: guard });
    return { gateway, ...behindItsBack(url, `Bearer ${apiKey}`) };
  },
};

let emulator: WooshPayEmulator | undefined;

const wooshPay: ProviderUnderTest = {
  name: 'WooshPay',
  start: async () => {
    emulator = await startWooshPayEmulator({ checked: true });
  },
  stop: async () => {
    await emulator?.close();
  },
  open: (guard = OURS) => {
    if (emulator === undefined) throw new Error('WooshPay is there while tests run');
    const { url } = emulator;
    const apiKey = `sk_test_${randomUUID().replaceAll('-', '')}`;
    const client = createWooshPayClient({ apiKey, apiBase: url, timeoutSeconds: seconds(5) });
    const gateway = createWooshPayGateway({ client, deployment: guard });
    return { gateway, ...behindItsBack(url, `Basic ${Buffer.from(`${apiKey}:`).toString('base64')}`) };
  },
};

/** Both emulators have the same control API. */
function behindItsBack(url: string, authorization: string): Omit<OpenedProvider, 'gateway'> {
  const headers = { authorization, 'content-type': 'application/json' };
  const control = async (method: 'GET' | 'POST', path: string, body?: object): Promise<unknown> => {
    const sent = body === undefined ? null : JSON.stringify(body);
    const signal = AbortSignal.timeout(20_000);
    const answer = await fetch(`${url}/_emulator/${path}`, { method, headers, body: sent, signal });
    if (!answer.ok) throw new Error(`${path}: ${answer.status.toString()} ${await answer.text()}`);
    return answer.json();
  };
  return {
    advance: async (duration) => {
      await control('POST', 'clock', { advance_seconds: duration });
    },
    faultOnce: async (path, effect) => {
      await control('POST', 'faults', { match: { method: 'POST', path, nth: 1, times: 1 }, effect });
    },
    requestsTo: async (path) => {
      const { requests } = (await control('GET', `requests?path=${encodeURIComponent(path)}`)) as {
        requests: readonly unknown[];
      };
      return requests.length;
    },
  };
}

/** Every provider that Holdfast has a gateway for. */
export const PROVIDERS: readonly ProviderUnderTest[] = [stripe, wooshPay];

/** One line in the tests of a provider: it is there while they run. */
export function whileTested(provider: ProviderUnderTest): ProviderUnderTest {
  beforeAll(() => provider.start());
  afterAll(() => provider.stop());
  return provider;
}
