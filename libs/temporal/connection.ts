import { Client, Connection, QueryRejectCondition } from '@temporalio/client';

/** Where a Temporal server is, which namespace of it is ours, and how it knows us. */
export interface TemporalAddress {
  /** `host:port` */
  readonly address: string;
  readonly namespace: string;
  /** As Temporal Cloud gives them; absent: none. */
  readonly apiKey?: string;
  /** PEM texts; what is absent is the system's own. Absent as a whole: in clear. */
  readonly tls?: {
    readonly serverCa?: string;
    readonly serverName?: string;
    readonly client?: { readonly certificate: string; readonly key: string };
  };
  /** Headers of each request; absent: none. */
  readonly metadata?: Readonly<Record<string, string>>;
}

interface Reach {
  readonly address: string;
  readonly apiKey?: string;
  readonly metadata?: Record<string, string>;
  readonly tls?: {
    readonly serverNameOverride?: string;
    readonly serverRootCACertificate?: Buffer;
    readonly clientCertPair?: { readonly crt: Buffer; readonly key: Buffer };
  };
}

/** What both of the SDK's connections are told: where the server is, and how it knows us. */
export function reach({ address, apiKey, tls, metadata }: TemporalAddress): Reach {
  return {
    address,
    ...(apiKey !== undefined && { apiKey }),
    ...(metadata !== undefined && { metadata: { ...metadata } }),
    ...(tls !== undefined && { tls: tlsOf(tls) }),
  };
}

function tlsOf({ serverCa, serverName, client }: NonNullable<TemporalAddress['tls']>): NonNullable<Reach['tls']> {
  return {
    ...(serverName !== undefined && { serverNameOverride: serverName }),
    ...(serverCa !== undefined && { serverRootCACertificate: Buffer.from(serverCa) }),
    ...(client !== undefined && {
      clientCertPair: { crt: Buffer.from(client.certificate), key: Buffer.from(client.key) },
    }),
  };
}

/** Left alone, gRPC waits up to two minutes before it tries again to reach a server that was away. */
const RECONNECT_AFTER_MS_AT_MOST = 2_000;

/**
 * A client that connects with its first call and reconnects by itself, so that a process starts, and says "not ready",
 * while Temporal is away. It has none of the SDK's retries: those pause for seconds, know nothing of the end of a
 * request, and throw into the void when the connection is closed below them. Close its `connection` at the end.
 */
export function temporalClient(place: TemporalAddress): Client {
  const connection = Connection.lazy({
    ...reach(place),
    interceptors: [],
    channelArgs: {
      'grpc.initial_reconnect_backoff_ms': 100,
      'grpc.max_reconnect_backoff_ms': RECONNECT_AFTER_MS_AT_MOST,
    },
  });
  // What has ended would answer as it was at its end; PostgreSQL knows more by then.
  const workflow = { queryRejectCondition: QueryRejectCondition.NOT_OPEN };
  return new Client({ connection, namespace: place.namespace, workflow });
}
