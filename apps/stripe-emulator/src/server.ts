import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { refuseClient } from './http/client-error';
import { listener } from './http/listener';
import { upgrade } from './listen/upgrade';
import { Tenants } from './http/tenants';

/** What an emulator can be started with; everything may be left out. */
export interface EmulatorOptions {
  /** 0 or nothing takes a free port. */
  readonly port?: number;
  readonly host?: string;
  /** Receives one line for each request. */
  readonly log?: (line: string) => void;
  /** The same seed gives the same ids; without one they are new at every start. */
  readonly seed?: string;
  /** A file that keeps everything: what is in it is replayed, what happens is added. */
  readonly journal?: string;
  /** Runs the checks after every request and fails the one that breaks a law of the state. For tests of the emulator. */
  readonly checked?: boolean;
}

export interface Emulator {
  /** Where it listens, such as `http://127.0.0.1:12111`. */
  readonly url: string;
  /** Ends its timers and connections; the journal is on the disk then. */
  close(): Promise<void>;
}

/** Starts an emulator in this process. After `close` no timer and no connection of it is left. */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const { host = '127.0.0.1', log = () => undefined, port = 0, seed = randomBytes(8).toString('hex') } = options;
  const tenants = new Tenants(seed, options.journal, options.checked);
  const server = createServer({ keepAliveTimeout: 60_000 }, listener(tenants, log));
  server.on('clientError', refuseClient);
  server.on('upgrade', upgrade(tenants));
  await listening(server, port, host);
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${String(portOf(server))}`,
    close: async () => {
      tenants.close();
      await closed(server);
    },
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
