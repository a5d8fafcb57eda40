import type { Logger } from 'pino';
import type { ApiConfig } from '../../../../libs/config/config';
import { isLoopback } from '../../../../libs/config/loopback';

/** Tells the operator at start when nothing but the network stands between others and the buyers' money. */
export function warnWhenOpen({ apiKeys, host }: Pick<ApiConfig, 'apiKeys' | 'host'>, log: Logger): void {
  if (apiKeys.length > 0 || isLoopback(host)) return;
  log.warn(
    { host },
    'the API is open: everybody who reaches its port can capture and refund; set API_KEYS, or HOST=127.0.0.1',
  );
}
