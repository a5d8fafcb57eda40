import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { namesTemporal } from '../../../libs/config/temporal';
import { guardDirectory } from '../../../libs/local/guard';
import { withProgress } from '../../../libs/local/progress';
import { findTemporalBinary } from '../../../libs/temporal/binary';
import { startApi, startWorker, type WorkerHandle } from './product';
import {
  openEmulator,
  openTemporal,
  startDatabase,
  STRIPE_EMULATOR,
  WOOSHPAY_EMULATOR,
  type EmulatorPlace,
  type StackContext,
  type TemporalPlace,
} from './servers';
import { tearDownOnSignals, Teardown } from './teardown';

/** All of Holdfast on this machine: servers, worker and API, each a process of its own, gone when it stops. */

/** How the stack is started. */
export interface StackOptions {
  /**
   * `process.env` of the program that wants a stack: DATABASE_URL and TEMPORAL_ADDRESS replace the embedded servers.
   */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly workerEnv?: Readonly<Record<string, string>>;
  readonly apiEnv?: Readonly<Record<string, string>>;
  /** Default `usual`. */
  readonly ports?: 'usual' | 'free';
  /** The exit code after Ctrl-C: 0 for somebody who is done, 130 when something was cut off. Default 130. */
  readonly exitCodeOnSignal?: number;
}

/** All parts of Holdfast, running on this machine. */
export interface Stack {
  readonly apiUrl: string;
  readonly temporal: TemporalPlace;
  /** In Stripe's place. */
  readonly emulator: EmulatorPlace;
  /** In WooshPay's place. */
  readonly wooshPay: EmulatorPlace;
  readonly databaseUrl: string;
  readonly worker: WorkerHandle;
  /** The directory with what every part prints; deleted at the end. */
  readonly logs: string;
  stop(): Promise<void>;
}

/**
 * Starts everything and returns when the API is ready to take orders. From then on, and while starting, a signal, an
 * uncaught error or a part that ends by itself stops everything and then this process.
 * @throws Error when a part does not start; what was started by then is stopped
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const teardown = new Teardown();
  const ignoreSignals = tearDownOnSignals(teardown, options.exitCodeOnSignal ?? 130);
  const logs = await makeLogDirectory(teardown);
  const onDeath = (message: string): void => {
    process.stderr.write(`\n${message}\n`);
    void teardown.run().then(() => process.exit(1));
  };
  try {
    const parts = await startParts(
      { env: options.env, teardown, logs, ports: options.ports ?? 'usual', onDeath },
      options,
    );
    const stop = async (): Promise<void> => {
      await teardown.run();
      ignoreSignals();
    };
    return { ...parts, logs, stop };
  } catch (error) {
    // A part that failed because everything is being stopped is no news.
    if (teardown.begun) await new Promise(() => undefined);
    await teardown.run();
    ignoreSignals();
    throw error;
  }
}

async function startParts(context: StackContext, options: StackOptions): Promise<Omit<Stack, 'stop' | 'logs'>> {
  const deployment = deploymentOf(context.env);
  // Before the others and told by itself, because the first time it may take a minute.
  if (!namesTemporal(context.env)) await findTemporalBinary(context.env);
  const [databaseUrl, temporal, emulator, wooshPay] = await withProgress(
    'Starting PostgreSQL, Temporal and the emulators of Stripe and WooshPay',
    Promise.all([
      startDatabase(context, deployment),
      openTemporal(context),
      openEmulator(context, STRIPE_EMULATOR),
      openEmulator(context, WOOSHPAY_EMULATOR),
    ]),
  );
  const both = {
    LOG_LEVEL: 'info',
    HOLDFAST_DEPLOYMENT: deployment,
    DATABASE_URL: databaseUrl,
    ...temporalVariables(context.env, temporal),
  };
  const workerEnv = {
    ...both,
    STRIPE_API_KEY: emulator.apiKey,
    STRIPE_API_BASE: emulator.url,
    WOOSHPAY_API_KEY: wooshPay.apiKey,
    WOOSHPAY_API_BASE: wooshPay.url,
    ...options.workerEnv,
  };
  const links = { TEMPORAL_UI_URL: temporal.uiUrl, STRIPE_EMULATOR_URL: emulator.url };
  const apiEnv = { ...both, ...links, ...options.apiEnv };
  const [worker, apiUrl] = await withProgress(
    'Starting the worker and the API',
    Promise.all([startWorker(context, workerEnv), startApi(context, { stripe: emulator, wooshPay }, apiEnv)]),
  );
  return { apiUrl, temporal, emulator, wooshPay, databaseUrl, worker };
}

/** A server of yours is reached by all that you say of it, ours by nothing of what you say. */
function temporalVariables(
  env: StackOptions['env'],
  { address, namespace }: TemporalPlace,
): Readonly<Record<string, string | undefined>> {
  const named = { TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace };
  if (!namesTemporal(env)) return named;
  return { ...Object.fromEntries(Object.entries(env).filter(([name]) => name.startsWith('TEMPORAL_'))), ...named };
}

/** A database that lives as long as this stack is a new deployment each time; yours keeps the name that you gave it. */
function deploymentOf(env: StackOptions['env']): string {
  const { HOLDFAST_DEPLOYMENT: name = '', DATABASE_URL: own = '' } = env;
  if (own !== '' && name === '') {
    throw new Error(
      'With a DATABASE_URL of your own set HOLDFAST_DEPLOYMENT too: the name that its orders have at Stripe.',
    );
  }
  return own === '' ? `local-${randomUUID().slice(0, 8)}` : name;
}

async function makeLogDirectory(teardown: Teardown): Promise<string> {
  const logs = await mkdtemp(join(tmpdir(), 'holdfast-logs-'));
  const release = guardDirectory(logs);
  teardown.add('directory', async () => {
    await rm(logs, { recursive: true, force: true });
    release();
  });
  return logs;
}
