import { WithStartWorkflowOperation, type Client, type WorkflowHandle } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils';
import pino from 'pino';
import { composeWorker } from '../../apps/worker/src/compose';
import type { WorkerConfig, WorkerVersion } from '../../libs/config/config';
import type { AuthorizationResult } from '../../libs/domain/lifecycle/answers';
import type { ProviderEvent } from '../../libs/domain/orders/inputs';
import type { AcceptedOrder } from '../../libs/domain/orders/order';
import { openDatabase } from '../../libs/postgres/database/database';
import { createOrderReader, type OrderReader } from '../../libs/postgres/reading/order-reader';
import {
  authorize,
  ORDER_PAYMENT,
  orderPaymentId,
  stripeEvent,
  TASK_QUEUE,
} from '../../workflows/order-payment/messages';
import { openEmulatorControl, type EmulatorControl } from './emulator-control';
import { createTestStripe, type TestStripe } from './emulator';
import { seconds } from './pace';
import type { TestWooshPay } from './wooshpay';
import { createTestDatabase, TEST_DEPLOYMENT } from './postgres';
import { joinTemporal, startTemporal, workflowBundle, type TestTemporal } from './temporal';

/** Workers, PostgreSQL, Temporal and a Stripe account of a test file's own; without the API. */
export interface Holdfast {
  readonly client: Client;
  readonly temporal: TestTemporal;
  readonly reader: OrderReader;
  readonly stripe: EmulatorControl;
  /** Undefined: nothing is paid through it. */
  readonly wooshPay: TestWooshPay | undefined;
  readonly databaseUrl: string;
  /** Starts the workflow of an order and waits for its authorization, as the API does. */
  authorize(order: AcceptedOrder): Promise<{ result: AuthorizationResult; workflow: OrderWorkflow }>;
  /** Starts workers of another build beside those that run. */
  startWorkers(version: WorkerVersion): Promise<RunningWorkers>;
  /** Ends its workers; whatever comes for them waits. */
  stopWorkers(): Promise<void>;
  /** After stopWorkers: new ones. */
  restartWorkers(): Promise<void>;
  /** From now on its workers take holds at WooshPay to live so long: they are new ones. */
  readonly holdAtWooshPayFor: (seconds: number) => Promise<void>;
  /** The history as the replay test reads it, without names of this machine. */
  history(workflow: OrderWorkflow): Promise<string>;
  stop(): Promise<void>;
}

export interface RunningWorkers {
  stop(): Promise<void>;
}

export type OrderWorkflow = WorkflowHandle;

export interface HoldfastOptions {
  /** Whose it is; `test` without. */
  readonly deployment?: string;
  /** The Stripe account that it shares with others; one of its own without. */
  readonly account?: TestStripe;
  /** A WooshPay account beside the one at Stripe; whoever gives it closes it. */
  readonly wooshPay?: TestWooshPay;
  /** 0 makes every workflow task replay its history. */
  readonly maxCachedWorkflows?: number;
  readonly settlementReadAfterSeconds?: number;
  /** Between the attempts of a step that fails. */
  readonly retryPauses?: WorkerConfig['retryPauses'];
  /** Whether runs of the search for missed events, scheduled or not, ask Stripe. */
  readonly fetchMissedEvents?: boolean;
  /** The way to the database of this URL, where something is opened first that stands between it and Holdfast. */
  readonly openDatabase?: (url: string) => Promise<string>;
  /** How long a workflow must be over before it is started again from its rows. */
  readonly startAgainAfterSeconds?: number;
  /** Length of a history at which the server suggests a new run. */
  readonly eventsUntilNewRun?: number;
  /** Which build the workers are; not versioned without. */
  readonly version?: WorkerVersion;
  /** Whether nobody else uses its Temporal server: schedules need that, and versions of workers do. */
  readonly ownTemporal?: boolean;
}

export async function startHoldfast(options: HoldfastOptions = {}): Promise<Holdfast> {
  const { eventsUntilNewRun, deployment = TEST_DEPLOYMENT, version } = options;
  const { ownTemporal = eventsUntilNewRun !== undefined || version !== undefined } = options;
  const [database, temporal] = await Promise.all([
    createTestDatabase(deployment),
    ownTemporal ? startTemporal({ eventsUntilNewRun }) : joinTemporal(),
  ]);
  const { account = createTestStripe() } = options;
  const databaseUrl = (await options.openDatabase?.(database.url)) ?? database.url;
  const { client } = temporal;
  let holdSeconds: number | undefined;
  const startWorkers = async (version: WorkerVersion | undefined): Promise<RunningWorkers> => {
    const { nativeConnection: connection, address, namespace } = temporal;
    const { workers, database: pool } = await composeWorker(
      {
        deployment,
        databaseUrl,
        databasePoolSize: 10,
        temporal: { address, namespace },
        stripe: { apiKey: account.apiKey, apiBase: account.url, timeoutSeconds: seconds(5), ratePerSecond: 1_000 },
        wooshPay: options.wooshPay && {
          ...{ apiKey: options.wooshPay.apiKey, apiBase: options.wooshPay.url },
          ...{ timeoutSeconds: seconds(5), ratePerSecond: 1_000, holdSeconds },
        },
        orderUrlTemplate: 'https://admin.shop.example/orders/{orderId}',
        settlementReadAfterSeconds: options.settlementReadAfterSeconds ?? 3_600,
        retryPauses: options.retryPauses ?? { firstMs: 1_000, mostMs: 60_000 },
        missedEvents: { fetched: options.fetchMissedEvents ?? true, afterSeconds: 0 },
        balance: { read: true, everySeconds: 0 },
        startAgainAfterSeconds: options.startAgainAfterSeconds ?? 0,
        healthPort: undefined,
        healthHost: '127.0.0.1',
        maxCachedWorkflows: options.maxCachedWorkflows,
        version,
        logLevel: 'silent',
      },
      { connection, client, workflowBundle: workflowBundle(), log: pino({ level: 'silent' }) },
    );
    const running = Promise.all(workers.map((worker) => worker.run()));
    return {
      stop: async () => {
        for (const worker of workers) worker.shutdown();
        await running;
        await pool.destroy();
      },
    };
  };
  let workers: RunningWorkers | undefined = await startWorkers(options.version);
  const stopWorkers = async (): Promise<void> => {
    await workers?.stop();
    workers = undefined;
  };
  const restartWorkers = async (): Promise<void> => {
    workers ??= await startWorkers(options.version);
  };
  const readPool = openDatabase({ url: database.url, applicationName: 'test' });
  return {
    client,
    temporal,
    reader: createOrderReader(readPool),
    stripe: openEmulatorControl(account),
    wooshPay: options.wooshPay,
    databaseUrl,
    authorize: (order) => startOrder(client, order),
    startWorkers,
    stopWorkers,
    restartWorkers,
    holdAtWooshPayFor: async (longer) => {
      holdSeconds = longer;
      await stopWorkers();
      await restartWorkers();
    },
    history: async (workflow) => {
      const json = historyToJSON(await workflow.fetchHistory());
      return json
        .replaceAll(/"\d+@[^"]*"/g, '"recorded"')
        .replaceAll(/"stackTrace":\s*"(?:[^"\\]|\\.)*"/g, '"stackTrace": ""');
    },
    stop: async () => {
      await stopWorkers();
      await readPool.destroy();
      await temporal.stop();
      await database.drop();
    },
  };
}

/** Starts the workflow of an order and waits for its authorization, as the API does. */
export async function startOrder(
  client: Client,
  order: AcceptedOrder,
): Promise<{ result: AuthorizationResult; workflow: OrderWorkflow }> {
  const startWorkflowOperation = new WithStartWorkflowOperation(ORDER_PAYMENT, {
    workflowId: orderPaymentId(order.orderId),
    taskQueue: TASK_QUEUE,
    args: [order],
    workflowIdConflictPolicy: 'USE_EXISTING',
  });
  const result = await client.workflow.executeUpdateWithStart(authorize, { startWorkflowOperation });
  return { result, workflow: await startWorkflowOperation.workflowHandle() };
}

let events = 0;

/** Tells a workflow that something changed at Stripe, as a webhook does by way of the API. */
export async function tell(workflow: OrderWorkflow, about: ProviderEvent['about'], type: string): Promise<void> {
  events += 1;
  const eventId = `evt_${events.toString()}`;
  await workflow.signal(stripeEvent, { eventId, type, about, paymentIntentId: null, chargeId: null });
}
