import { Controller, Inject } from '@nestjs/common';
import type { Client } from '@temporalio/client';
import { z } from 'zod';
import type { ApiConfig } from '../../../../libs/config/config';
import { PAYMENT_PROVIDERS } from '../../../../libs/domain/capabilities/payment-provider';
import { workersOfQueue } from '../../../../libs/temporal/workers-of-queue';
import { taskQueuesOf } from '../../../../workflows/order-payment/messages';
import { Route } from '../openapi/route';
import { temporarilyUnavailable } from '../problems/problem';
import { API_CONFIG, TEMPORAL_CLIENT } from '../tokens';

const WITHIN_MS = 5_000;

const workerSchema = z
  .strictObject({
    provider: z.enum(PAYMENT_PROVIDERS).describe('Whose orders it runs'),
    identity: z.string().describe('As Temporal knows it: process and machine'),
    version: z
      .strictObject({ deploymentName: z.string(), buildId: z.string() })
      .nullable()
      .describe('Which build it is; null: workers are not versioned'),
    lastSeenAt: z.iso.datetime().describe('When it last asked for work: at least each minute while it runs'),
  })
  .meta({ id: 'Worker' });

const workerListSchema = z
  .strictObject({ workers: z.array(workerSchema).describe('Those that asked for work in the last minutes') })
  .meta({ id: 'WorkerList' });

/** Tells which workers run orders now, and of which build each is. */
@Controller()
export class WorkersController {
  constructor(
    @Inject(API_CONFIG) private readonly config: ApiConfig,
    @Inject(TEMPORAL_CLIENT) private readonly client: Client,
  ) {}

  @Route({
    method: 'get',
    path: '/v1/workers',
    tag: 'health',
    summary: 'List the workers that run orders, with their builds',
    answers: [{ status: 200, description: 'The workers, as Temporal knows them', content: workerListSchema }],
    problems: ['temporarily_unavailable'],
  })
  async listWorkers(): Promise<z.infer<typeof workerListSchema>> {
    try {
      const found = await Promise.all(
        this.config.providers.map(async (provider) => {
          const workers = await workersOfQueue(this.client, taskQueuesOf(provider).workflows, WITHIN_MS);
          return workers.map((worker) => ({ provider, ...worker }));
        }),
      );
      return { workers: found.flat() };
    } catch (error) {
      throw temporarilyUnavailable('Temporal does not say which workers there are.', error);
    }
  }
}
