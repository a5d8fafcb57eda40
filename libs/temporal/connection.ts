import { Client, Connection } from '@temporalio/client';

export interface TemporalAddress {
  /** `host:port` */
  readonly address: string;
  readonly namespace: string;
}

/**
 * A client that connects with its first call and reconnects by itself, so that the API starts, and says "not ready",
 * while Temporal is away. Close its `connection` at the end.
 */
export function temporalClient({ address, namespace }: TemporalAddress): Client {
  return new Client({ connection: Connection.lazy({ address }), namespace });
}
