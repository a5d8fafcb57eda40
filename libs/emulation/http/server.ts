import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import { refuseClient } from './client-error';

/** Where to listen. */
export interface Place {
  /** 0 takes a free port. */
  readonly port: number;
  readonly host: string;
}

/** A server that listens. */
export interface Listening {
  readonly server: Server;
  /** Such as `http://127.0.0.1:12111`. */
  readonly url: string;
  /** Ends its connections too. */
  close(): Promise<void>;
}

/** Starts an HTTP server, which listens when this resolves. */
export async function listenAt({ host, port }: Place, listener: RequestListener): Promise<Listening> {
  const server = createServer({ keepAliveTimeout: 60_000 }, listener);
  server.on('clientError', refuseClient);
  await listening(server, port, host);
  return {
    server,
    url: `http://${host.includes(':') ? `[${host}]` : host}:${String(portOf(server))}`,
    close: async () => closed(server),
  };
}

async function listening(server: Server, port: number, host: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

async function closed(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('Bug! The server does not listen on a port');
  return address.port;
}
