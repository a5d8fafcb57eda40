import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from 'pino';
import type { ApiConfig } from '../../../libs/config/config';
import { guardAccess } from './access/guard';
import { KeyUses } from './access/key-uses';
import { AppModule } from './app.module';
import { leadToConsole } from './console/lead-to-console';
import { createEdge } from './http/edge';
import { KnownRoutes } from './http/known-routes';
import { ValidationPipe } from './input/validation.pipe';
import { NestLog } from './log/nest-log';
import type { ApiMetrics } from './metrics/api-metrics';
import { ProblemFilter } from './problems/problem.filter';
import { Sessions } from './sessions/sessions';

/** The whole API, not yet listening. Close it at the end. */
export async function createApi(config: ApiConfig, log: Logger, metrics: ApiMetrics): Promise<NestFastifyApplication> {
  const routes = new KnownRoutes();
  const edge = createEdge(log, routes, metrics);
  const api = await NestFactory.create<NestFastifyApplication>(
    AppModule.of(config, log, metrics),
    edge,
    // Bodies are parsed at the edge; and an API that cannot start says so to its caller, not to itself.
    { logger: new NestLog(log), bodyParser: false, abortOnError: false },
  );
  leadToConsole(edge);
  await guardAccess(edge, config, api.get(Sessions), api.get(KeyUses));
  api.useGlobalFilters(new ProblemFilter(log, routes));
  api.useGlobalPipes(new ValidationPipe());
  return api;
}
