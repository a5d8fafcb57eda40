import { loadApiConfig } from '../../../libs/config/config';
import { warnWhenOpen } from './access/warn-when-open';
import { createApi } from './api';
import { createLog } from './log/api-log';
import { stopOnSignals } from './stop';

async function main(): Promise<void> {
  const config = loadApiConfig(process.env);
  const log = createLog(config.logLevel);
  warnWhenOpen(config, log);
  const api = await createApi(config, log);
  await api.listen({ host: config.host, port: config.port });
  stopOnSignals(api, log, config.requestTimeoutSeconds);
  log.info({ url: await api.getUrl() }, 'api listening');
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
