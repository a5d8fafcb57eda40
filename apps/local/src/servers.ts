import { loadTemporalConfig } from '../../../libs/config/program-config';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { freePort, startOnFreePorts } from '../../../libs/local/port';
import { startProgram, untilReady, type Program } from '../../../libs/local/program';
import { startEmbeddedPostgres } from '../../../libs/postgres/database/embedded-server';
import { migrateFor } from '../../../libs/postgres/deployment/migrate';
import { findTemporalBinary } from '../../../libs/temporal/binary';
import { prepareTemporal, startLocalTemporal } from '../../../libs/temporal/local-server';
import type { Kind, Teardown } from './teardown';

/** What the product stands on: PostgreSQL, Temporal, and the emulators in the place of payment providers. */

/** What every server of the stack is started with. */
export interface StackContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly teardown: Teardown;
  /** Where every part writes what it prints. */
  readonly logs: string;
  /** The ports people know, where they are free; or any free ones, for stacks that run beside others. */
  readonly ports: 'usual' | 'free';
  /** A part ended though nobody stopped it. */
  readonly onDeath: (message: string) => void;
}

/** Where the Temporal server is; undefined: a server that is not ours does not say. */
export interface TemporalPlace {
  readonly address: string;
  readonly namespace: string;
  readonly uiUrl: string | undefined;
  readonly metricsUrl: string | undefined;
}

/** Where an emulator is, and how to reach it. */
export interface EmulatorPlace {
  readonly url: string;
  readonly apiKey: string;
}

/** A webhook endpoint at an emulator. */
export interface WebhookEndpoint {
  /** With which its events are signed. */
  readonly secret: string;
  /** No events are sent there any more. */
  remove(): Promise<void>;
}

/** Returns the address of a migrated database: yours when DATABASE_URL names one. */
export async function startDatabase(
  { env, teardown, logs, ports, onDeath }: StackContext,
  deployment: string,
): Promise<string> {
  let url = env['DATABASE_URL'];
  if (url === undefined || url === '') {
    const server = await startEmbeddedPostgres({
      ...(ports === 'usual' && { port: 5432 }),
      logFile: join(logs, 'postgresql.log'),
      onDeath,
    });
    teardown.add('server', () => server.stop());
    url = server.url;
  }
  await migrateFor(url, deployment);
  return url;
}

/** Yours when TEMPORAL_ADDRESS or a profile names one. @throws Error when it lacks search attributes */
export async function openTemporal({ env, teardown, logs, ports, onDeath }: StackContext): Promise<TemporalPlace> {
  const own = loadTemporalConfig(env);
  if (own !== undefined) {
    const { address, namespace } = own;
    const { kind, names } = await prepareTemporal(own);
    if (kind === 'by_hand') {
      throw new Error(`${address} lacks the search attributes ${names.join(', ')}: npm run migrate says what to do.`);
    }
    return { address, namespace, uiUrl: env['TEMPORAL_UI_URL'], metricsUrl: undefined };
  }
  const server = await startLocalTemporal({
    binary: await findTemporalBinary(env),
    ...(ports === 'usual' && { port: 7233, uiPort: 8233 }),
    metrics: true,
    logFile: join(logs, 'temporal.log'),
    onDeath,
  });
  teardown.add('server', () => server.stop());
  return server;
}

/** An emulator that stands for a payment provider. */
export interface EmulatorKind {
  /** The folder under apps/. */
  readonly name: 'stripe-emulator' | 'wooshpay-emulator';
  readonly title: string;
  readonly usualPort: number;
}

/** In Stripe's place. */
export const STRIPE_EMULATOR: EmulatorKind = {
  name: 'stripe-emulator',
  title: 'The Stripe emulator',
  usualPort: 12_111,
};

/** In WooshPay's place. */
export const WOOSHPAY_EMULATOR: EmulatorKind = {
  name: 'wooshpay-emulator',
  title: 'The WooshPay emulator',
  usualPort: 12_112,
};

/** Starts an emulator. @throws EndedWhileStarting */
export function openEmulator(context: StackContext, { name, title, usualPort }: EmulatorKind): Promise<EmulatorPlace> {
  return startOnFreePorts(async () => {
    const port = await freePort(context.ports === 'usual' ? usualPort : undefined);
    let listening = false;
    const program = await startProcess(context, {
      name,
      kind: 'server',
      args: ['--port', port.toString(), '--quiet'],
      env: {},
      onLine: (line) => (listening ||= line.includes('listening on')),
      // Until then whoever waits for it is told.
      unexpected: () => listening,
    });
    await untilReady({
      name: title,
      timeoutMs: 30_000,
      program,
      answers: () => Promise.resolve(listening),
    });
    return { url: `http://127.0.0.1:${port.toString()}`, apiKey: 'sk_test_holdfast_local' };
  });
}

/** From now on the Stripe emulator sends its events to this address. */
export function registerStripeWebhooks(emulator: EmulatorPlace, webhookUrl: string): Promise<WebhookEndpoint> {
  const headers = { authorization: `Bearer ${emulator.apiKey}` };
  const body = new URLSearchParams({ url: webhookUrl, 'enabled_events[]': '*' });
  return register(emulator, headers, body);
}

/** From now on the WooshPay emulator sends its events to this address. */
export function registerWooshPayWebhooks(emulator: EmulatorPlace, webhookUrl: string): Promise<WebhookEndpoint> {
  const authorization = `Basic ${Buffer.from(`${emulator.apiKey}:`).toString('base64')}`;
  const headers = { authorization, 'content-type': 'application/json' };
  return register(emulator, headers, JSON.stringify({ url: webhookUrl, enabled_events: ['*'] }));
}

async function register(
  { url }: EmulatorPlace,
  headers: Readonly<Record<string, string>>,
  endpoint: URLSearchParams | string,
): Promise<WebhookEndpoint> {
  const ask = async (method: string, path: string, body: typeof endpoint | null): Promise<unknown> => {
    const signal = AbortSignal.timeout(10_000);
    const answer = await fetch(`${url}/v1/webhook_endpoints${path}`, { method, headers, body, signal });
    return answer.json();
  };
  const answer = await ask('POST', '', endpoint);
  const { id, secret } = answer as { id?: string; secret?: string };
  if (id === undefined || secret === undefined) {
    throw new Error(`${url} refused our webhook endpoint: ${JSON.stringify(answer)}`);
  }
  return {
    secret,
    remove: async () => {
      await ask('DELETE', `/${id}`, null);
    },
  };
}

/** How a program of ours is started. */
export interface ProcessOptions {
  /** The folder under apps/. */
  readonly name: string;
  readonly kind: Kind;
  readonly args?: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly onLine?: (line: string) => void;
  /** Asked when the process ends: false when that was to be. */
  readonly unexpected?: () => boolean;
}

/**
 * Apps never import each other, so each runs as the compiled process that it is in production.
 * @throws Error when the app is not compiled
 */
export async function startProcess(context: StackContext, options: ProcessOptions): Promise<Program> {
  const { name, kind, args = [], env, onLine, unexpected = () => true } = options;
  const main = resolve('dist', 'apps', name, 'src', 'main.js');
  if (!existsSync(main)) throw new Error(`${main} does not exist. Run npm run build in the project's folder first.`);
  const program = await startProgram({
    name: `apps/${name}`,
    command: process.execPath,
    args: ['--enable-source-maps', main, ...args],
    env,
    logFile: join(context.logs, `${name}.log`),
    ...(onLine === undefined ? {} : { onLine }),
  });
  context.teardown.add(kind, () => program.stop());
  void program.ended.then((how) => {
    if (!context.teardown.begun && unexpected()) {
      context.onDeath(`apps/${name} ended by itself (${how}). Its last lines:\n${program.tail()}`);
    }
  });
  return program;
}
