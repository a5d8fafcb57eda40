import { Inject, Injectable } from '@nestjs/common';
import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import { setTimeout as pause } from 'node:timers/promises';
import type { OrderReader } from '../../../../libs/postgres/order-reader';
import { LOGGER, ORDER_READER, TEMPORAL_CLIENT } from '../tokens';
import type { DependencyReport } from './health.schema';

/** Whoever asks for our health gives up soon after: a dependency that takes longer is down for our purposes. */
const ANSWER_WITHIN_MS = 2_000;

/** What the API cannot work without. */
@Injectable()
export class Dependencies {
  constructor(
    @Inject(ORDER_READER) private readonly orders: OrderReader,
    @Inject(TEMPORAL_CLIENT) private readonly client: Client,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  /** Reads as a request would, so that a database without our tables does not count as ready. */
  postgresql(): Promise<DependencyReport> {
    return this.report('PostgreSQL', () => this.orders.findCancellation('health', 'health'));
  }

  temporal(): Promise<DependencyReport> {
    const { namespace } = this.client.options;
    return this.report('Temporal', () =>
      this.client.withDeadline(Date.now() + ANSWER_WITHIN_MS, () =>
        this.client.workflowService.describeNamespace({ namespace }),
      ),
    );
  }

  private async report(name: string, ask: () => Promise<unknown>): Promise<DependencyReport> {
    const begun = Date.now();
    const answered = new AbortController();
    const late = pause(ANSWER_WITHIN_MS, undefined, { signal: answered.signal }).then(() => {
      throw new Error(`no answer within ${ANSWER_WITHIN_MS.toString()} ms`);
    });
    try {
      await Promise.race([ask(), late]);
      return { status: 'up', ms: Date.now() - begun };
    } catch (error) {
      this.log.warn({ err: error }, `${name} is down`);
      return { status: 'down', ms: Date.now() - begun };
    } finally {
      answered.abort();
      late.catch(() => undefined);
    }
  }
}
