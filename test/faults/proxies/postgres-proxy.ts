import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { PostgresConnection, type PostgresProxyContext } from './postgres-connection';
import type { Proxy } from './proxy';

/** Between one process of ours and PostgreSQL. */
export async function startPostgresProxy(context: PostgresProxyContext): Promise<Proxy> {
  const open = new Set<PostgresConnection>();
  const server = createServer((client) => {
    const connection = new PostgresConnection(context, client);
    open.add(connection);
    client.once('close', () => open.delete(connection));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      for (const connection of open) connection.terminate();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
