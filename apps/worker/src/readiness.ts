import type { NativeConnection, Worker } from '@temporalio/worker';
import type { Logger } from 'pino';
import { reportOn, type Dependency, type DependencyReport } from '../../../libs/health/dependency';
import { onceASecond } from '../../../libs/health/once-a-second';
import { oneAtATime } from '../../../libs/health/one-at-a-time';
import type { Database } from '../../../libs/postgres/database/database';
import { whyUnusable } from '../../../libs/postgres/database/usable';
import { namespaceUsable } from '../../../libs/temporal/namespace-usable';

/** What the worker needs to say whether it can work. */
export interface ReadinessContext {
  readonly workers: readonly Worker[];
  /** The one that the workers poll over: what it cannot ask, they cannot either. */
  readonly connection: NativeConnection;
  readonly namespace: string;
  readonly database: Database;
  readonly log: Logger;
}

/** Whether this process does its work now. */
export interface WorkerReadiness {
  readonly status: 'ok' | 'unavailable';
  /** `RUNNING`, unless it starts, stops, has failed, or does not poll. */
  readonly workers: readonly string[];
  readonly dependencies: { readonly postgresql: DependencyReport; readonly temporal: DependencyReport };
}

const TEMPORAL_WITHIN_MS = 1_500;

/**
 * Asks once a second at most, and answers within two: `ok` while every worker polls and reaches what its steps need.
 */
export function watchReadiness(context: ReadinessContext): () => Promise<WorkerReadiness> {
  const { workers, connection, namespace, database, log } = context;
  const postgresql: Dependency = {
    ask: oneAtATime(() => whyUnusable(database)),
    onDown: (reason) => {
      log.warn({ reason: wordsOf(reason) }, 'PostgreSQL is down: steps wait for it');
    },
  };
  const temporal: Dependency = {
    ask: namespaceUsable(connection, namespace, TEMPORAL_WITHIN_MS),
    onDown: (reason) => {
      log.warn({ reason: wordsOf(reason) }, 'Temporal is down: the worker gets no tasks');
    },
  };
  return onceASecond(async () => {
    const states = workers.map(stateOf);
    const [stores, server] = await Promise.all([reportOn(postgresql), reportOn(temporal)]);
    const isReady = states.every((state) => state === 'RUNNING') && stores.status === 'up' && server.status === 'up';
    return {
      status: isReady ? 'ok' : 'unavailable',
      workers: states,
      dependencies: { postgresql: stores, temporal: server },
    };
  });
}

/** A worker counts as running after its poller has given up. */
function stateOf(worker: Worker): string {
  const { runState, workflowPollerState, activityPollerState } = worker.getStatus();
  const failed = [workflowPollerState, activityPollerState].find((state) => state === 'FAILED');
  return runState === 'RUNNING' && failed !== undefined ? 'NOT_POLLING' : runState;
}

/** Messages name hosts and ports, and no values. */
function wordsOf(reason: unknown): string {
  return reason instanceof Error ? reason.message : String(reason);
}
