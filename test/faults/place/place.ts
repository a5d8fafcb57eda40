import type { Client } from '@temporalio/client';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StackContext } from '../../../apps/local/src/servers';
import { Teardown } from '../../../apps/local/src/teardown';
import { guardDirectory } from '../../../libs/local/guard';
import { openDatabase, type Database } from '../../../libs/postgres/database/database';
import { createOrderReader, type OrderReader } from '../../../libs/postgres/reading/order-reader';
import { temporalClient, type TemporalAddress } from '../../../libs/temporal/connection';
import { INBOX_SWEEP_SCHEDULE } from '../../../workflows/inbox-sweep/messages';
import { MISSED_EVENTS_SCHEDULE } from '../../../workflows/missed-events/messages';
import { openEmulatorControl, type EmulatorControl } from '../../setup/emulator-control';
import type { Barrier } from '../calls/barrier';
import type { Caller } from '../calls/call';
import type { Subject } from '../calls/subject';
import { Subjects } from '../calls/subjects';
import type { PushReceiver } from '../proxies/push-receiver';
import { openAccounts, type Accounts } from './accounts';
import { startOurProcess, type OurProcess } from './our-process';
import { HOLD_SECONDS, PATIENCE_SECONDS, SLOWEST_PACE, SWEEP_EVERY_MS } from './settings';
import { startWires } from './wires';

/** All of Holdfast with a proxy on each of its wires, where many orders live side by side. */
export interface Place {
  readonly apiUrl: string;
  readonly reader: OrderReader;
  readonly database: Database;
  readonly stripe: EmulatorControl;
  readonly accounts: Accounts;
  readonly client: Client;
  /** What the shop was told. */
  readonly pushes: PushReceiver;
  readonly subjects: Subjects;
  /** How many times slower this machine is than an idle one: so much longer holds live, and things may take. */
  readonly pace: number;
  /** From an authorization to the end of its hold. */
  readonly holdSeconds: number;
  /** How long an order may take to its right end beyond its own deadlines. */
  readonly patienceMs: number;
  /** @param holdSeconds of holds from now on, on an idle machine */
  usePace(pace: number, holdSeconds?: number): Promise<void>;
  /** Where the next batch waits to be hit. */
  useBarrier(barrier: Pick<Barrier, 'arrive'>): void;
  /** A shop had an answer after so long. */
  tellAnswer(milliseconds: number): void;
  /** Makes that what takes the place of a killed process is soon there; harmless to repeat. */
  prepareKill(process: Caller): Promise<void>;
  kill(process: Caller): Promise<void>;
  crashPostgres(): Promise<void>;
  /** What went wrong with the place itself: processes that died by themselves. */
  deaths(): readonly string[];
  stop(): Promise<void>;
}

export interface PlaceOptions {
  /** A namespace of its own on a server that others may use. */
  readonly temporal: TemporalAddress;
  /** Seconds that the worker waits for a provider. */
  readonly providerTimeoutSeconds: number;
  /** For trials with a product that was broken on purpose. */
  readonly env?: Readonly<Record<string, string>>;
  /** On an idle machine; less for a product that was broken on purpose, for which everybody would wait in vain. */
  readonly patienceSeconds?: number | undefined;
  /** Keeps the logs of all parts there. */
  readonly logs?: string | undefined;
  /** Told how long a shop has waited for an answer, and how much slower than an idle machine this one is. */
  readonly onAnswer?: (milliseconds: number, pace: number) => void;
}

export async function startPlace(options: PlaceOptions): Promise<Place> {
  const teardown = new Teardown();
  try {
    return await start(options, teardown);
  } catch (error) {
    await teardown.run();
    throw error;
  }
}

async function start(options: PlaceOptions, teardown: Teardown): Promise<Place> {
  const logs = options.logs ?? (await makeLogDirectory(teardown));
  await mkdir(logs, { recursive: true });
  const context: StackContext = {
    env: { ...process.env, DATABASE_URL: undefined, TEMPORAL_ADDRESS: undefined },
    ...{ teardown, logs, ports: 'free' },
    onDeath: (message) => {
      if (!teardown.begun) process.stderr.write(`\n${message}\n`);
    },
  };
  const subjects = new Subjects();
  let barrier: Pick<Barrier, 'arrive'> | undefined;
  const hold = (subject: Subject): Promise<boolean> => barrier?.arrive(subject.orderId) ?? Promise.resolve(false);
  const { providerTimeoutSeconds, temporal } = options;
  const wires = await startWires(context, { subjects, hold, providerTimeoutSeconds, temporal });
  const stripe = openEmulatorControl(wires.emulator);
  await stripe.account({ settlement_delay_seconds: 1, features: { extended_authorization: 'unavailable' } });
  let pace = SLOWEST_PACE;
  let holdSeconds = 0;
  const usePace = async (next: number, hold = HOLD_SECONDS): Promise<void> => {
    holdSeconds = Math.round(hold * next);
    await stripe.account({ capture_window_seconds: holdSeconds });
    pace = next;
  };
  await usePace(pace);
  const { patienceSeconds = PATIENCE_SECONDS } = options;
  const run = (name: Caller, readyLine: string): Promise<OurProcess> =>
    startOurProcess(context, { name, readyLine, env: { ...wires.env[name], ...options.env } });
  const worker = await run('worker', '"msg":"worker ready');
  const api = await run('api', '"msg":"api listening');
  const processes: Readonly<Record<Caller, OurProcess>> = { api, worker };
  const client = temporalClient(temporal);
  await sweepOften(client);
  const database = openDatabase({ url: wires.databaseUrl, applicationName: 'test' });
  teardown.add('process', () => database.destroy());
  teardown.add('process', () => client.connection.close());
  return {
    accounts: openAccounts(wires.emulator, wires.wooshPay),
    ...{ apiUrl: wires.apiUrl, database, reader: createOrderReader(database), stripe, client, subjects, usePace },
    pushes: wires.pushes,
    get pace() {
      return pace;
    },
    get holdSeconds() {
      return holdSeconds;
    },
    get patienceMs() {
      return patienceSeconds * pace * 1000;
    },
    useBarrier: (next) => {
      barrier = next;
    },
    tellAnswer: (milliseconds) => options.onAnswer?.(milliseconds, pace),
    prepareKill: (caller) => processes[caller].prepare(),
    kill: (caller) => processes[caller].replace(),
    crashPostgres: () => wires.crashPostgres(),
    deaths: () => [...api.deaths, ...worker.deaths],
    stop: () => teardown.run(),
  };
}

/** A sweep that comes every 30 seconds would make every cell with a lost webhook wait for it. */
async function sweepOften(client: Client): Promise<void> {
  for (const schedule of [INBOX_SWEEP_SCHEDULE, MISSED_EVENTS_SCHEDULE]) {
    await client.schedule
      .getHandle(schedule)
      .update((known) => ({ ...known, spec: { intervals: [{ every: SWEEP_EVERY_MS }] } }));
  }
}

async function makeLogDirectory(teardown: Teardown): Promise<string> {
  const logs = await mkdtemp(join(tmpdir(), 'holdfast-faults-'));
  const release = guardDirectory(logs);
  teardown.add('directory', async () => {
    await rm(logs, { recursive: true, force: true });
    release();
  });
  return logs;
}
