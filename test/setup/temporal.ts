import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, makeTelemetryFilterString, NativeConnection, Runtime } from '@temporalio/worker';
import { globalHandlers } from '@temporalio/worker/lib/workflow/vm-shared';
import type { TemporalAddress } from '../../libs/temporal/connection';
import { startLocalTemporal, type LocalTemporal } from '../../libs/temporal/local-server';
import { drawNumber } from './postgres';
import { setup } from './run-environment';

export interface TestTemporal {
  readonly address: string;
  readonly namespace: string;
  readonly client: Client;
  /** For `Worker.create`. */
  readonly nativeConnection: NativeConnection;
  /** Stop workers first. */
  stop(): Promise<void>;
}

/** A server that nobody else uses, and that may be stopped or counted. */
export interface OwnTemporal extends TestTemporal {
  /** Of the server. */
  readonly pid: number;
}

/** How a server of a test file's own is, where it is not as usual. */
export interface TemporalOptions {
  /** Length of a history at which the server suggests a new run; the server's own default is 4,096 events. */
  readonly eventsUntilNewRun?: number | undefined;
}

/**
 * What is deleted is forgotten only after the server has noted down that it was closed, which it does every half a
 * minute by itself.
 */
const FORGETS_SOON = { 'history.transferProcessorUpdateAckInterval': '1s' };

/**
 * A real Temporal server of the caller's own, with our search attributes, for files that stop it, take search
 * attributes away, have schedules or versions of workers: 0.2 s of two cores. Most files need only `joinTemporal`.
 */
export async function startTemporal({ eventsUntilNewRun }: TemporalOptions = {}): Promise<OwnTemporal> {
  const dynamicConfig = {
    ...FORGETS_SOON,
    ...(eventsUntilNewRun !== undefined && { 'limit.historyCount.suggestContinueAsNew': eventsUntilNewRun }),
  };
  const server = await startLocalTemporal({ binary: setup.temporalBinary, dynamicConfig });
  const connected = await connectTo(server);
  const stop = async (): Promise<void> => {
    await connected.stop();
    await server.stop();
  };
  return { ...connected, pid: server.pid, stop };
}

/** More than the shops of all test files together; one that nobody takes costs nothing. */
const SHARED_NAMESPACES = 400;

/**
 * Of the server that is shared. Its own worker for each namespace looks after schedules and versions of workers, which
 * these files have none of; there would be hundreds. And nobody changes a namespace: reading all of them every two seconds
 * would be in vain.
 */
const FOR_MANY_NAMESPACES = { 'worker.perNamespaceWorkerCount': 0, 'system.namespaceCacheRefreshInterval': '60s' };

/** The server that all files of a run share, each in a namespace of its own. */
export function startSharedTemporal(): Promise<LocalTemporal> {
  return startLocalTemporal({
    binary: setup.temporalBinary,
    otherNamespaces: Array.from({ length: SHARED_NAMESPACES }, (_, index) => sharedNamespace(index + 1)),
    dynamicConfig: { ...FORGETS_SOON, ...FOR_MANY_NAMESPACES },
  });
}

function sharedNamespace(drawn: number): string {
  return `test-${drawn.toString()}`;
}

/** A namespace of the caller's own, with our search attributes, on the server that all files of a run share. */
export async function joinTemporal(): Promise<TestTemporal> {
  const drawn = await drawNumber();
  if (drawn > SHARED_NAMESPACES) throw new Error(`more than ${SHARED_NAMESPACES.toString()} namespaces are needed`);
  return connectTo({ address: setup.temporalAddress, namespace: sharedNamespace(drawn) });
}

async function connectTo({ address, namespace }: TemporalAddress): Promise<TestTemporal> {
  quietRuntime();
  const [connection, nativeConnection] = await Promise.all([
    Connection.connect({ address }),
    NativeConnection.connect({ address }),
  ]);
  return {
    address,
    namespace,
    client: new Client({ connection, namespace }),
    nativeConnection,
    stop: async () => {
      await nativeConnection.close();
      await connection.close();
    },
  };
}

/** Of the process, whose test files all use one SDK. */
const QUIET = Symbol.for("holdfast: Temporal's SDK is quiet");

/** The SDK logs much and takes over signals unless told otherwise, once per process and before anything else of it. */
export function quietRuntime(): void {
  if (Reflect.has(globalThis, QUIET)) return;
  Reflect.set(globalThis, QUIET, true);
  const filter = makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' });
  Runtime.install({
    logger: new DefaultLogger('ERROR'),
    shutdownSignals: [],
    telemetryOptions: { logging: { filter, forward: {} } },
  });
  keepWorkflowsOnMainThread();
}

/**
 * Workers of this process run workflows on its main thread, by a setting of the SDK: another thread first reads all of the
 * SDK, 0.3 s of a core for each worker. Processes that tests start do not inherit it. There the SDK would look at every promise
 * of the process, to say where those of a workflow were made, and format errors of the tests: nobody asks it to.
 */
function keepWorkflowsOnMainThread(): void {
  process.env['TEMPORAL_DEBUG'] = 'true';
  globalHandlers.install = () => undefined;
}

/** `workflowBundle` of `Worker.create`, made once per run: bundling anew costs two seconds. */
export function workflowBundle(): { codePath: string } {
  return { codePath: setup.workflowBundle };
}
