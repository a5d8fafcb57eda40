import { Connection } from '@temporalio/client';
import { connect } from 'node:net';
import { freePort, startOnFreePorts } from '../local/port';
import { startProgram, untilReady, type Program } from '../local/program';
import { reach, type TemporalAddress } from './connection';
import { registerSearchAttributes, type Registration } from './register-search-attributes';
import { searchAttributes } from './search-attributes';

/**
 * Servers for one machine: demo, tests, development. State is in memory, and gone when the server stops, unless it has
 * a file.
 */

/** A Temporal server of our own that runs. */
export interface LocalTemporal {
  /** Of the server. */
  readonly pid: number;
  readonly address: string;
  readonly namespace: string;
  readonly uiUrl: string | undefined;
  /** Prometheus text; `action` counts what Temporal Cloud would bill. */
  readonly metricsUrl: string | undefined;
  stop(): Promise<void>;
}

/** How a Temporal server of our own is started. */
export interface LocalTemporalOptions {
  /** From `findTemporalBinary`. */
  readonly binary: string;
  readonly namespace?: string;
  /** Beside it, with the same search attributes; made later, a namespace would have them only after seconds. */
  readonly otherNamespaces?: readonly string[];
  /** Taken when free, else another. */
  readonly port?: number;
  /** The port of the web UI, taken when free, else another; without it there is no UI. */
  readonly uiPort?: number;
  readonly metrics?: boolean;
  /** Settings of the server's by their keys, where it is not to be as it is by itself. */
  readonly dynamicConfig?: Readonly<Record<string, string | number | boolean>>;
  /** Where the server keeps its state, so that a new one on the same file and port goes on where it was killed. */
  readonly stateFile?: string;
  readonly logFile?: string;
  /** Told when the server ends though nobody stopped it. */
  readonly onDeath?: (how: string) => void;
}

/** It starts in 0.2 s; a machine that is busy may take some seconds. */
const startTimeoutMs = 30_000;

const connectTimeoutMs = 5_000;

/**
 * Starts a Temporal development server and waits until it answers. Its owner stops it. @throws Error with the end of
 * its log
 */
export async function startLocalTemporal(options: LocalTemporalOptions): Promise<LocalTemporal> {
  const { namespace = 'default', onDeath } = options;
  const { program, ports } = await startOnFreePorts(() => startOnce(options, namespace));
  let stopping = false;
  void program.ended.then((how) => {
    if (!stopping) onDeath?.(`Temporal ended (${how}):\n${program.tail()}`);
  });
  return {
    pid: program.pid,
    address: addressOf(ports),
    namespace,
    uiUrl: ports.ui === undefined ? undefined : `http://127.0.0.1:${ports.ui.toString()}`,
    metricsUrl: ports.metrics === undefined ? undefined : `http://127.0.0.1:${ports.metrics.toString()}/metrics`,
    stop: async () => {
      stopping = true;
      // Nothing is saved, so a clean stop would only cost a second.
      await program.kill9();
    },
  };
}

interface Ports {
  readonly frontend: number;
  readonly ui: number | undefined;
  readonly metrics: number | undefined;
}

function addressOf({ frontend }: Ports): string {
  return `127.0.0.1:${frontend.toString()}`;
}

async function startOnce(
  options: LocalTemporalOptions,
  namespace: string,
): Promise<{ readonly program: Program; readonly ports: Ports }> {
  const { binary, logFile } = options;
  const ports: Ports = {
    frontend: await freePort(options.port),
    ui: options.uiPort === undefined ? undefined : await freePort(options.uiPort),
    metrics: options.metrics === true ? await freePort() : undefined,
  };
  const program = await startProgram({
    name: 'Temporal',
    command: binary,
    args: argumentsOf(ports, namespace, options),
    // Nothing of the person who runs it: settings of theirs could point elsewhere.
    env: {},
    ...(logFile === undefined ? {} : { logFile }),
  });
  const address = addressOf(ports);
  await untilReady({
    name: 'Temporal',
    timeoutMs: startTimeoutMs,
    program,
    answers: async () => (await listens(address)) && (await knowsNamespace({ address, namespace })),
  });
  return { program, ports };
}

function argumentsOf(
  { frontend, ui, metrics }: Ports,
  namespace: string,
  { dynamicConfig = {}, otherNamespaces = [], stateFile }: LocalTemporalOptions,
): string[] {
  return [
    ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', frontend.toString(), '--namespace', namespace],
    ...otherNamespaces.flatMap((other) => ['--namespace', other]),
    ...(ui === undefined ? ['--headless'] : ['--ui-port', ui.toString()]),
    ...(metrics === undefined ? [] : ['--metrics-port', metrics.toString()]),
    ...(stateFile === undefined ? [] : ['--db-filename', stateFile]),
    ...searchAttributes.flatMap(({ name, type }) => ['--search-attribute', `${name}=${type}`]),
    // Off by default in this server, on in later ones: hands an activity to the worker with the answer that
    // schedules it, which saves about 50 ms each.
    ...['--dynamic-config-value', 'system.enableActivityEagerExecution=true'],
    ...Object.entries(dynamicConfig).flatMap(([key, value]) => [
      ...['--dynamic-config-value', `${key}=${JSON.stringify(value)}`],
    ]),
    ...['--log-level', 'error', '--color', 'never'],
  ];
}

/** A gRPC connection that is refused is tried again and again until its time is up, so the port is asked first. */
function listens(address: string): Promise<boolean> {
  const { hostname, port } = new URL(`tcp://${address}`);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    const settle = (answer: boolean) => (): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(connectTimeoutMs, settle(false));
    socket.once('connect', settle(true));
    socket.once('error', settle(false));
  });
}

async function knowsNamespace({ address, namespace }: { address: string; namespace: string }): Promise<boolean> {
  const connection = await Connection.connect({ address, connectTimeout: connectTimeoutMs });
  try {
    await connection.workflowService.describeNamespace({ namespace });
    return true;
  } finally {
    await connection.close();
  }
}

/**
 * For a server that is not ours (TEMPORAL_ADDRESS): makes sure that it answers and knows our search attributes.
 * @throws Error when it does not answer
 */
export async function prepareTemporal(place: TemporalAddress): Promise<Registration> {
  const { address } = place;
  if (!(await listens(address))) throw new Error(`Temporal does not answer at ${address} (TEMPORAL_ADDRESS).`);
  const connection = await Connection.connect({ ...reach(place), connectTimeout: connectTimeoutMs });
  try {
    return await registerSearchAttributes(connection, place);
  } finally {
    await connection.close();
  }
}
