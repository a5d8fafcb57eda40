import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from 'pino';
import { collectDefaultMetrics } from 'prom-client';
import type { Database } from '../../../libs/postgres/database/database';
import { checkDeployment } from '../../../libs/postgres/deployment/deployment-check';
import { loadApiConfig, type ApiConfig } from '../../../libs/config/config';
import { warnWhenOpen } from './access/warn-when-open';
import { createApi } from './api';
import { Dependencies } from './health/dependencies';
import { createLog } from './log/api-log';
import { ApiMetrics } from './metrics/api-metrics';
import { stopOnSignals } from './stop';
import { DATABASE } from './tokens';

async function main(): Promise<void> {
  const config = loadApiConfig(process.env);
  const log = createLog(config.logLevel);
  warnWhenOpen(config, log);
  const metrics = new ApiMetrics();
  // Of the process, and watched until it ends: what starts many APIs in one process goes without.
  collectDefaultMetrics({ register: metrics.registry });
  const api = await createApi(config, log, metrics);
  try {
    await serve(api, config, log);
  } catch (error) {
    // What has begun beside the port, such as the feed of events, would keep the process alive.
    await api.close();
    throw error;
  }
}

async function serve(api: NestFastifyApplication, config: ApiConfig, log: Logger): Promise<void> {
  await checkDeployment(api.get<Database>(DATABASE), config.deployment, log);
  await api.listen({ host: config.host, port: config.port });
  // Such as one connection too many for the open files of this process: the next one may find room again.
  api.getHttpServer().on('error', (error) => {
    log.error({ err: error }, 'a connection could not be accepted');
  });
  stopOnSignals(api, log, config.requestTimeoutSeconds);
  log.info({ url: await api.getUrl() }, 'api listening');
  // Whoever starts us reads at once what is missing, and not with the first order.
  await api.get(Dependencies).report();
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
