import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import { taskQueuesOf } from '../../../workflows/order-payment/messages';
import type { ConnectedProvider } from './providers';

/** What the pace of calls to a provider is shared by. */
export interface PaceSharing {
  /** Asks for the first time: a worker that joins others takes its share only. */
  begin(): Promise<void>;
  end(): void;
}

/** The pace of this worker, which it keeps asking for until it is closed. */
export interface SharedPace {
  readonly client: Client;
  readonly namespace: string;
  /** Under which this worker asks Temporal for work. */
  readonly identity: string;
  readonly connected: Pick<ConnectedProvider, 'pace' | 'provider'>;
  readonly log: Logger;
}

/** Until then more than all may be asked for; the provider itself says so then, and the steps slow down. */
const ASK_EVERY_MS = 10_000;

const ANSWERED_WITHIN_MS = 5_000;

/**
 * A worker asks for work each minute at least: who has not for longer is gone, though Temporal names it for minutes.
 */
const GONE_AFTER_MS = 90_000;

/**
 * Shares the pace of calls to a provider among the workers that are there: Temporal knows who asks it for work. While
 * it cannot be asked the share stays what it was.
 */
export function sharePace({ client, namespace, identity, connected, log }: SharedPace): PaceSharing {
  const { pace, provider } = connected;
  const { workflows } = taskQueuesOf(provider.provider);
  let workers = 1;
  const share = async (): Promise<void> => {
    try {
      const found = (await whoWorks(client, namespace, workflows)).add(identity).size;
      if (found !== workers)
        log.info({ workers: found }, `the pace of calls to ${provider.name} is shared among so many workers`);
      workers = found;
      pace.shareAmong(workers);
    } catch (error) {
      log.warn(
        { error: error instanceof Error ? error.message : String(error) },
        `Temporal does not say how many workers there are: the pace of calls to ${provider.name} stays as it is`,
      );
    }
  };
  const timer = setInterval(() => void share(), ASK_EVERY_MS);
  timer.unref();
  return {
    begin: share,
    end: () => {
      clearInterval(timer);
    },
  };
}

/** Their identities. */
async function whoWorks(
  { connection, workflowService }: Client,
  namespace: string,
  taskQueue: string,
): Promise<Set<unknown>> {
  const { pollers } = await connection.withDeadline(Date.now() + ANSWERED_WITHIN_MS, () =>
    workflowService.describeTaskQueue({ namespace, taskQueue: { name: taskQueue } }),
  );
  const since = Date.now() - GONE_AFTER_MS;
  const there = pollers.filter(({ lastAccessTime: at }) => Number(at?.seconds ?? 0) * 1000 >= since);
  return new Set(there.map(({ identity }) => identity));
}
