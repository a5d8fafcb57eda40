import { NativeConnection } from '@temporalio/worker';
import { reach, type TemporalAddress } from './connection';

// Apart from connection.ts, because this SDK package brings a native library and a bundler, which the API never needs.

/**
 * The worker's connection. It fails at once when Temporal is away: a worker without it has nothing to do.
 * @throws Error that names the address
 */
export async function connectTemporalWorker(place: TemporalAddress): Promise<NativeConnection> {
  try {
    return await NativeConnection.connect(reach(place));
  } catch (error) {
    throw new Error(
      `Temporal does not answer at ${place.address} (TEMPORAL_ADDRESS): ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    );
  }
}
