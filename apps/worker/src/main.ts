import { existsSync } from 'node:fs';
import { once } from 'node:events';
import type { Server } from 'node:http';
import pino, { type Logger } from 'pino';
import { collectDefaultMetrics } from 'prom-client';
import { Runtime, type LogLevel } from '@temporalio/worker';
import { loadWorkerConfig, type WorkerConfig } from '../../../libs/config/config';
import { checkDeployment } from '../../../libs/postgres/deployment/deployment-check';
import { standardOutput } from '../../../libs/log/standard-output';
import { temporalClient } from '../../../libs/temporal/connection';
import { connectTemporalWorker } from '../../../libs/temporal/worker-connection';
import { workflowBundlePath } from './bundle-workflows';
import { composeWorker, type WorkerProcess } from './compose';
import { startHealthServer } from './health';
import { watchReadiness, type WorkerReadiness } from './readiness';
import { ensureSchedules } from './schedules';
import { sharePace } from './provider-pace';

/** Runs workflows and activities until SIGTERM or SIGINT, then finishes what it has begun. */
async function main(): Promise<void> {
  const config = loadWorkerConfig(process.env);
  // As the API's log writes it, so that the lines of both can be laid side by side.
  const timestamp = pino.stdTimeFunctions.isoTime;
  const log = pino({ level: config.logLevel, base: { process: 'worker' }, timestamp }, standardOutput());
  if (!existsSync(workflowBundlePath)) {
    throw new Error(`The workflow bundle ${workflowBundlePath} does not exist. Run \`npm run build\` first.`);
  }
  logThrough(log);
  await run(config, log);
}

async function run(config: WorkerConfig, log: Logger): Promise<void> {
  const connection = await connectTemporalWorker(config.temporal);
  const client = temporalClient(config.temporal);
  const workflowBundle = { codePath: workflowBundlePath };
  const composed = await composeWorker(config, { connection, client, workflowBundle, log });
  const { workers, database, providers } = composed;
  const { namespace } = config.temporal;
  const readiness = watchReadiness({ workers, connection, namespace, database, log });
  const health = await openHealth(config, composed, readiness);
  const identity = workers[0].options.identity;
  const sharing = providers.map((connected) => sharePace({ client, namespace, identity, connected, log }));
  const stop = (signal: string): void => {
    log.info({ signal }, 'worker stops: it accepts nothing new and finishes what it has started');
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, stop);
  try {
    await checkDeployment(database, config.deployment, log);
    await tellOfMissing(readiness, log);
    await ensureSchedules(client);
    await Promise.all(sharing.map((pace) => pace.begin()));
    const running = Promise.all(workers.map((worker) => worker.run()));
    log.info({ namespace }, 'worker ready: it polls for workflows and activities');
    await running;
  } finally {
    for (const pace of sharing) pace.end();
    await closeHealth(health);
    await client.connection.close();
    await connection.close();
    await database.destroy();
  }
  log.info('worker stopped');
}

/** A namespace without our search attributes takes no order: whoever starts us must read it at once. */
async function tellOfMissing(readiness: () => Promise<WorkerReadiness>, log: Logger): Promise<void> {
  const { detail } = (await readiness()).dependencies.temporal;
  if (detail !== undefined) log.error({ detail }, 'Temporal answers, but cannot be used as it is set up');
}

/** Node's own metrics are of the process, and are watched only where somebody can read them. */
async function openHealth(
  { healthHost: host, healthPort: port }: WorkerConfig,
  { metrics }: WorkerProcess,
  readiness: () => Promise<WorkerReadiness>,
): Promise<Server | undefined> {
  if (port === undefined) return undefined;
  collectDefaultMetrics({ register: metrics.registry });
  return startHealthServer({ host, port, readiness, metrics: metrics.registry });
}

async function closeHealth(health: Server | undefined): Promise<void> {
  if (health === undefined) return;
  health.close();
  health.closeAllConnections();
  await once(health, 'close');
}

/** The SDK's own log goes where ours goes; signals are ours, because its own handling would cut the stop short. */
function logThrough(log: Logger): void {
  const levels = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;
  const write = (level: LogLevel, message: string, meta?: object): void => {
    log[levels[level]]({ ...meta }, message);
  };
  Runtime.install({
    shutdownSignals: [],
    logger: {
      log: write,
      trace: (message, meta) => {
        write('TRACE', message, meta);
      },
      debug: (message, meta) => {
        write('DEBUG', message, meta);
      },
      info: (message, meta) => {
        write('INFO', message, meta);
      },
      warn: (message, meta) => {
        write('WARN', message, meta);
      },
      error: (message, meta) => {
        write('ERROR', message, meta);
      },
    },
  });
}

main().catch((error: unknown) => {
  process.stderr.write(`The worker ended: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
