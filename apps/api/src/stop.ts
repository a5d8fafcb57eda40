import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from 'pino';

/** A request may wait for its workflow as long as it is allowed to, and a little is left for what comes after. */
const MARGIN_MS = 5_000;

/**
 * Stops the process when it is told to: what is being answered is answered, what was promised is done, exit 0.
 * Nest's own shutdown hooks end by raising the signal again, and wait for connections that have nothing more to say.
 */
export function stopOnSignals(api: NestFastifyApplication, log: Logger, requestTimeoutSeconds: number): void {
  const stop = async (signal: string): Promise<void> => {
    log.info({ signal }, 'api stopping');
    setTimeout(
      () => {
        log.error('api did not stop in time: callers and the sweep repeat what it left undone');
        process.exit(1);
      },
      requestTimeoutSeconds * 1000 + MARGIN_MS,
    ).unref();
    const sweep = setInterval(() => {
      api.getHttpServer().closeIdleConnections();
    }, 50);
    try {
      await api.close();
      log.info('api stopped');
    } catch (error) {
      log.error({ err: error }, 'api stopped with an error');
      process.exitCode = 1;
    } finally {
      clearInterval(sweep);
    }
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop(signal));
}
