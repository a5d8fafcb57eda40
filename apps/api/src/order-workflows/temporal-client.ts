import { Client, Connection } from '@temporalio/client';
import type { TemporalConfig } from '../../../../libs/config/config';

/** Left alone, gRPC waits up to two minutes before it tries again to reach a server that was away. */
const RECONNECT_AFTER_MS_AT_MOST = 2_000;

/**
 * A client that connects with its first call and reconnects by itself, so that the API starts, and says "not ready",
 * while Temporal is away. It has none of the SDK's retries: those pause for seconds, know nothing of the end of a
 * request, and throw into the void when the connection is closed below them. `sendUpdate` knows better.
 */
export function apiTemporalClient({ address, namespace }: TemporalConfig): Client {
  const connection = Connection.lazy({
    address,
    interceptors: [],
    channelArgs: {
      'grpc.initial_reconnect_backoff_ms': 100,
      'grpc.max_reconnect_backoff_ms': RECONNECT_AFTER_MS_AT_MOST,
    },
  });
  return new Client({ connection, namespace });
}
