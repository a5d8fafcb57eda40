import { Client, Connection } from '@temporalio/client';

/** Where a Temporal server is, and which namespace of it is ours. */
export interface TemporalAddress {
  /** `host:port` */
  readonly address: string;
  readonly namespace: string;
}

/** Left alone, gRPC waits up to two minutes before it tries again to reach a server that was away. */
const RECONNECT_AFTER_MS_AT_MOST = 2_000;

/**
 * A client that connects with its first call and reconnects by itself, so that a process starts, and says "not ready",
 * while Temporal is away. It has none of the SDK's retries: those pause for seconds, know nothing of the end of a
 * request, and throw into the void when the connection is closed below them. Close its `connection` at the end.
 */
export function temporalClient({ address, namespace }: TemporalAddress): Client {
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
