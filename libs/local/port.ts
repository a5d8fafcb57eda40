import { createServer, type AddressInfo } from 'node:net';
import { EndedWhileStarting } from './program';

/**
 * A port on 127.0.0.1 that nothing listens on: the preferred one when it is free, else one the system picks.
 * The port is free only until somebody takes it, so start the server that wants it at once, by `startOnFreePorts`.
 * @throws Error when the system gives none
 */
export async function freePort(preferred?: number): Promise<number> {
  if (preferred !== undefined) {
    const port = await tryPort(preferred);
    if (port !== undefined) return port;
  }
  const port = await tryPort(0);
  if (port === undefined) throw new Error('No free port on 127.0.0.1: the system refused to give one.');
  return port;
}

function tryPort(wanted: number): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(undefined);
      else reject(error);
    });
    probe.listen(wanted, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => {
        resolve(port);
      });
    });
  });
}

const STARTS_AT_MOST = 5;

/**
 * Starts a server, and starts it anew on other ports when somebody took one of them in between: on a busy machine any
 * outgoing connection may, and Temporal looks for more ports by itself.
 * @param start picks the ports, starts the server on them and waits by `untilReady`
 * @throws whatever the start throws for another reason than a taken port
 */
export async function startOnFreePorts<Server>(start: () => Promise<Server>): Promise<Server> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await start();
    } catch (error) {
      if (attempt === STARTS_AT_MOST || !wasTaken(error)) throw error;
    }
  }
}

/** In the words of Go's and PostgreSQL's servers, and of Node's. */
function wasTaken(error: unknown): boolean {
  return error instanceof EndedWhileStarting && /address already in use|EADDRINUSE/i.test(error.message);
}
