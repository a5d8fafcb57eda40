import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { errorResponse } from './postgres-wire';
import { PostgresConnection, type PostgresProxyNeeds } from './postgres-connection';
import type { Proxy } from './proxy';

export interface PostgresProxy extends Proxy {
  /** As a server that is restarted: every connection ends, and for a while no other is taken. */
  restart(awayMs: number): void;
}

/** Between one process of ours and PostgreSQL. */
export async function startPostgresProxy(needs: PostgresProxyNeeds): Promise<PostgresProxy> {
  const open = new Set<PostgresConnection>();
  let awayUntil = 0;
  const server = createServer((client) => {
    if (performance.now() < awayUntil) {
      client.on('error', () => undefined);
      client.once('data', () =>
        client.end(errorResponse('FATAL', '57P03', 'the database system is starting up (fault)')),
      );
      return;
    }
    const connection = new PostgresConnection(needs, client);
    open.add(connection);
    client.once('close', () => open.delete(connection));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endAll = (): void => {
    for (const connection of open) connection.terminate();
  };
  return {
    port: (server.address() as AddressInfo).port,
    restart: (awayMs) => {
      awayUntil = performance.now() + awayMs;
      endAll();
    },
    close: async () => {
      endAll();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
