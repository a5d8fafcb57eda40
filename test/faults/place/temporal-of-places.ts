import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { findTemporalBinary } from '../../../libs/temporal/binary';
import type { TemporalAddress } from '../../../libs/temporal/connection';
import { startLocalTemporal } from '../../../libs/temporal/local-server';

/** The Temporal server of a run: a server of its own would work beside each place, even while nothing happens there. */
export interface TemporalOfPlaces {
  /** A namespace that no other place has. @throws Error when there are more places than were foreseen */
  take(): TemporalAddress;
  stop(): Promise<void>;
}

/**
 * @param places how many there are at most
 * @param logs keeps the server's log there
 */
export async function startTemporalOfPlaces(places: number, logs: string | undefined): Promise<TemporalOfPlaces> {
  if (logs !== undefined) await mkdir(logs, { recursive: true });
  const free = Array.from({ length: places }, (_, index) => `place-${(index + 1).toString()}`);
  const server = await startLocalTemporal({
    binary: await findTemporalBinary(process.env),
    otherNamespaces: [...free],
    ...(logs !== undefined && { logFile: join(logs, 'temporal.log') }),
    onDeath: (message) => {
      process.stderr.write(`\n${message}\n`);
    },
  });
  return {
    take: () => {
      const namespace = free.shift();
      if (namespace === undefined) throw new Error(`Bug! There are more than ${places.toString()} places`);
      return { address: server.address, namespace };
    },
    stop: () => server.stop(),
  };
}
