import { join } from 'node:path';
import {
  openEmulator,
  STRIPE_EMULATOR,
  registerStripeWebhooks,
  registerWooshPayWebhooks,
  WOOSHPAY_EMULATOR,
  type EmulatorPlace,
  type StackContext,
} from '../../../apps/local/src/servers';
import type { PaymentProvider } from '../../../libs/domain/capabilities/payment-provider';
import type { TemporalAddress } from '../../../libs/temporal/connection';
import { freePort } from '../../../libs/local/port';
import type { Caller } from '../calls/call';
import type { Subjects } from '../calls/subjects';
import { startMortalPostgres } from '../../setup/mortal-postgres';
import { startPostgresProxy } from '../proxies/postgres-proxy';
import type { Hold, Proxy } from '../proxies/proxy';
import { startPushReceiver, type PushReceiver } from '../proxies/push-receiver';
import { startProviderProxy } from '../proxies/provider-proxy';
import { startTemporalProxy } from '../proxies/temporal-proxy';
import { startWebhookProxy } from '../proxies/webhook-proxy';
import { DEPLOYMENT, productSettings } from './settings';

/** The servers that the product stands on, with a proxy on the way to each. */
export interface Wires {
  readonly apiUrl: string;
  /** Past the proxies, for whoever looks on. */
  readonly databaseUrl: string;
  readonly emulator: EmulatorPlace;
  readonly wooshPay: EmulatorPlace;
  /** Where the API pushes events. */
  readonly pushes: PushReceiver;
  /** The environments of the two processes, in which every server is its proxy. */
  readonly env: Readonly<Record<Caller, Readonly<Record<string, string>>>>;
  /** Kills the server and lets another go on with what it had confirmed, which first recovers. */
  crashPostgres(): Promise<void>;
}

export interface WireContext {
  readonly subjects: Subjects;
  readonly hold: Hold;
  readonly temporal: TemporalAddress;
  /** Seconds that the worker waits for a provider. */
  readonly providerTimeoutSeconds: number;
}

export async function startWires(context: StackContext, wiring: WireContext): Promise<Wires> {
  const { providerTimeoutSeconds: timeoutSeconds, temporal, ...wired } = wiring;
  const opened = <Opened extends Proxy>(proxy: Opened): Opened => {
    context.teardown.add('server', () => proxy.close());
    return proxy;
  };
  const apiPort = await freePort();
  const apiUrl = at(apiPort);
  const webhooksOf = async (provider: PaymentProvider): Promise<string> => {
    const path = `/v1/webhooks/${provider}`;
    return `${at(opened(await startWebhookProxy({ ...wired, target: `${apiUrl}${path}` })).port)}${path}`;
  };
  const pushes = opened(await startPushReceiver(wired));
  const [postgres, emulator, wooshPay] = await Promise.all([
    startMortalPostgres({ deployment: DEPLOYMENT, logFile: join(context.logs, 'postgresql.log') }),
    openEmulator(context, STRIPE_EMULATOR),
    openEmulator(context, WOOSHPAY_EMULATOR),
  ]);
  const { secret } = await registerStripeWebhooks(emulator, await webhooksOf('stripe'));
  const { secret: secretOfWooshPay } = await registerWooshPayWebhooks(wooshPay, await webhooksOf('wooshpay'));
  context.teardown.add('server', () => postgres.stop());
  const { url: databaseUrl } = postgres;
  const wayTo = async (channel: PaymentProvider, { url }: EmulatorPlace): Promise<string> =>
    at(opened(await startProviderProxy({ ...wired, channel, target: new URL(url), timeoutSeconds })).port);
  const serversOf = async (caller: Caller): Promise<Record<string, string>> => {
    const database = opened(await startPostgresProxy({ ...wired, target: new URL(databaseUrl), caller }));
    const gate = opened(await startTemporalProxy({ ...wired, target: temporal.address, caller }));
    const url = new URL(databaseUrl);
    url.port = database.port.toString();
    return {
      ...{ LOG_LEVEL: 'info', HOLDFAST_DEPLOYMENT: DEPLOYMENT, DATABASE_URL: url.href },
      ...{ TEMPORAL_ADDRESS: `127.0.0.1:${gate.port.toString()}`, TEMPORAL_NAMESPACE: temporal.namespace },
      ...productSettings(caller),
    };
  };
  const worker = {
    ...(await serversOf('worker')),
    ...{ STRIPE_API_KEY: emulator.apiKey, STRIPE_API_BASE: await wayTo('stripe', emulator) },
    ...{ STRIPE_RATE_PER_SECOND: '10000', STRIPE_TIMEOUT_SECONDS: timeoutSeconds.toString() },
    ...{ WOOSHPAY_API_KEY: wooshPay.apiKey, WOOSHPAY_API_BASE: await wayTo('wooshpay', wooshPay) },
    ...{ WOOSHPAY_RATE_PER_SECOND: '10000', WOOSHPAY_TIMEOUT_SECONDS: timeoutSeconds.toString() },
  };
  const api = {
    ...(await serversOf('api')),
    ...{ HOST: '127.0.0.1', PORT: apiPort.toString(), STRIPE_WEBHOOK_SECRETS: secret },
    ...{ WOOSHPAY_WEBHOOK_SECRETS: secretOfWooshPay, DEFAULT_PAYMENT_PROVIDER: 'stripe' },
    ...{ EVENT_ENDPOINTS: pushes.endpoint, EVENT_ENDPOINTS_INTERNAL: 'allowed' },
  };
  const crashPostgres = async (): Promise<void> => {
    await postgres.kill9();
    await postgres.start();
  };
  return { apiUrl, databaseUrl, emulator, wooshPay, pushes, env: { api, worker }, crashPostgres };
}

function at(port: number): string {
  return `http://127.0.0.1:${port.toString()}`;
}
