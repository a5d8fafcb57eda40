import { Inject, Injectable } from '@nestjs/common';
import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import { reportOn, type DependencyReport } from '../../../../libs/health/dependency';
import { onceASecond } from '../../../../libs/health/once-a-second';
import { oneAtATime } from '../../../../libs/health/one-at-a-time';
import type { Database } from '../../../../libs/postgres/database/database';
import { readDeployment } from '../../../../libs/postgres/deployment/deployment-store';
import { whyUnusable } from '../../../../libs/postgres/database/usable';
import { namespaceUsable } from '../../../../libs/temporal/namespace-usable';
import { DATABASE, LOGGER, TEMPORAL_CLIENT } from '../tokens';
import type { Readiness } from './health.schema';

/** A little less than what is waited for both of its questions together. */
const TEMPORAL_WITHIN_MS = 1_500;

/** What the last look at everything that the API depends on found. */
export interface DependencyReports {
  readonly postgresql: DependencyReport;
  readonly temporal: DependencyReport;
  /** Whether money may be moved; who reads our answers is served all the same. */
  readonly deployment: Readiness['deployment'];
}

/** What the API cannot work without. */
@Injectable()
export class Dependencies {
  /** Asks them once a second at most, however many want to know; answers within two seconds. */
  readonly report: () => Promise<DependencyReports>;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(TEMPORAL_CLIENT) { connection, options }: Client,
    @Inject(LOGGER) log: Logger,
  ) {
    const postgresql = { ask: oneAtATime(() => whyUnusable(database)), onDown: downIn(log, 'PostgreSQL') };
    const ask = namespaceUsable(connection, options.namespace, TEMPORAL_WITHIN_MS);
    const temporal = { ask, onDown: downIn(log, 'Temporal') };
    this.report = onceASecond(async () => {
      const [stores, server, deployment] = await Promise.all([
        reportOn(postgresql),
        reportOn(temporal),
        whose(database),
      ]);
      return { postgresql: stores, temporal: server, deployment };
    });
  }
}

async function whose(database: Database): Promise<Readiness['deployment']> {
  try {
    return (await readDeployment(database)).conflict === null ? 'ok' : 'conflict';
  } catch {
    // Why not is told by the report on PostgreSQL.
    return 'unknown';
  }
}

function downIn(log: Logger, name: string): (reason: unknown) => void {
  return (reason) => {
    if (typeof reason === 'string')
      log.error({ detail: reason }, `${name} answers, but cannot be used as it is set up`);
    else log.warn({ err: reason }, `${name} is down`);
  };
}
