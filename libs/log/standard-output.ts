import pino, { type DestinationStream } from 'pino';

/**
 * Where a process writes its log, line by line. One that cannot be written (its disk is full, its reader is gone) costs
 * lines and nothing else: without a listener the failed write would end the process, and with it what it has under way.
 */
export function standardOutput(): DestinationStream {
  return pino.destination({ dest: 1, sync: true }).on('error', () => undefined);
}
