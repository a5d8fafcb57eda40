import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, makeTelemetryFilterString, NativeConnection, Runtime } from '@temporalio/worker';
import { startLocalTemporal } from '../../libs/temporal/local-server';
import { setup } from './run-environment';

export interface TestTemporal {
  /** Of the server. */
  readonly pid: number;
  readonly address: string;
  readonly namespace: string;
  readonly client: Client;
  /** For `Worker.create`. */
  readonly nativeConnection: NativeConnection;
  stop(): Promise<void>;
}

/** A Temporal server of a test file's own. */
export interface TemporalOptions {
  /** Length of a history at which the server suggests a new run; the server's own default is 4,096 events. */
  readonly eventsUntilNewRun?: number | undefined;
}

/**
 * What is deleted is forgotten only after the server has noted down that it was closed, which it does every half a
 * minute by itself.
 */
const FORGETS_SOON = { 'history.transferProcessorUpdateAckInterval': '1s' };

/** A real Temporal server of the caller's own, with our search attributes: 0.2 s. Stop workers first, then this. */
export async function startTemporal({ eventsUntilNewRun }: TemporalOptions = {}): Promise<TestTemporal> {
  quietRuntime();
  const dynamicConfig = {
    ...FORGETS_SOON,
    ...(eventsUntilNewRun !== undefined && { 'limit.historyCount.suggestContinueAsNew': eventsUntilNewRun }),
  };
  const server = await startLocalTemporal({ binary: setup.temporalBinary, dynamicConfig });
  const { pid, address, namespace } = server;
  const [connection, nativeConnection] = await Promise.all([
    Connection.connect({ address }),
    NativeConnection.connect({ address }),
  ]);
  return {
    pid,
    address,
    namespace,
    client: new Client({ connection, namespace }),
    nativeConnection,
    stop: async () => {
      await nativeConnection.close();
      await connection.close();
      await server.stop();
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
}

/** `workflowBundle` of `Worker.create`, made once per run: bundling anew costs two seconds. */
export function workflowBundle(): { codePath: string } {
  return { codePath: setup.workflowBundle };
}
