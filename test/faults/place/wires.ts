import { join } from 'node:path';
import {
  openEmulator,
  STRIPE_EMULATOR,
  registerStripeWebhooks,
  type EmulatorPlace,
  type StackContext,
} from '../../../apps/local/src/servers';
import type { TemporalAddress } from '../../../libs/temporal/connection';
import { freePort } from '../../../libs/local/port';
import type { Caller } from '../calls/call';
import type { Subjects } from '../calls/subjects';
import { startMortalPostgres } from '../../setup/mortal-postgres';
import { startPostgresProxy } from '../proxies/postgres-proxy';
import type { Hold, Proxy } from '../proxies/proxy';
import { startPushReceiver, type PushReceiver } from '../proxies/push-receiver';
import { startStripeProxy } from '../proxies/stripe-proxy';
import { startTemporalProxy } from '../proxies/temporal-proxy';
import { startWebhookProxy } from '../proxies/webhook-proxy';
import { DEPLOYMENT, productSettings } from './settings';

/** The servers that the product stands on, with a proxy on the way to each. */
export interface Wires {
  readonly apiUrl: string;
  /** Past the proxies, for whoever looks on. */
  readonly databaseUrl: string;
  readonly emulator: EmulatorPlace;
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
  /** Seconds that the worker waits for Stripe. */
  readonly stripeTimeoutSeconds: number;
}

export async function startWires(context: StackContext, wiring: WireContext): Promise<Wires> {
  const { stripeTimeoutSeconds: timeoutSeconds, temporal, ...wired } = wiring;
  const opened = <Opened extends Proxy>(proxy: Opened): Opened => {
    context.teardown.add('server', () => proxy.close());
    return proxy;
  };
  const apiPort = await freePort();
  const apiUrl = at(apiPort);
  const webhookPath = '/v1/webhooks/stripe';
  const webhooks = opened(await startWebhookProxy({ ...wired, target: () => `${apiUrl}${webhookPath}` }));
  const pushes = opened(await startPushReceiver(wired));
  const [postgres, emulator] = await Promise.all([
    startMortalPostgres({ deployment: DEPLOYMENT, logFile: join(context.logs, 'postgresql.log') }),
    openEmulator(context, STRIPE_EMULATOR),
  ]);
  const { secret } = await registerStripeWebhooks(emulator, `${at(webhooks.port)}${webhookPath}`);
  context.teardown.add('server', () => postgres.stop());
  const { url: databaseUrl } = postgres;
  const stripe = opened(await startStripeProxy({ ...wired, target: new URL(emulator.url), timeoutSeconds }));
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
    ...{ STRIPE_API_KEY: emulator.apiKey, STRIPE_API_BASE: at(stripe.port), STRIPE_RATE_PER_SECOND: '10000' },
    STRIPE_TIMEOUT_SECONDS: timeoutSeconds.toString(),
  };
  const api = {
    ...(await serversOf('api')),
    ...{ HOST: '127.0.0.1', PORT: apiPort.toString(), STRIPE_WEBHOOK_SECRETS: secret },
    ...{ EVENT_ENDPOINTS: pushes.endpoint, EVENT_ENDPOINTS_INTERNAL: 'allowed' },
  };
  const crashPostgres = async (): Promise<void> => {
    await postgres.kill9();
    await postgres.start();
  };
  return { apiUrl, databaseUrl, emulator, pushes, env: { api, worker }, crashPostgres };
}

function at(port: number): string {
  return `http://127.0.0.1:${port.toString()}`;
}
