import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** Where a line is cut at a COMMIT: before PostgreSQL heard of it, or after it did it and before its answer came. */
export type CommitCut = 'before' | 'after';

/** A line to PostgreSQL that can be cut. What goes over it is untouched. */
export interface DatabaseLine {
  /** Of the same database, over this line. */
  readonly url: string;
  /** How many COMMITs were sent since the last `cutAtCommit`. */
  readonly commits: number;
  /** Cuts the connection of the COMMIT of this number, counted from 1 and from now on; 0 cuts none. */
  cutAtCommit(nth: number, where: CommitCut): void;
  /** From now on nothing passes either way, and nobody is told: as when a server vanishes from the network. */
  silence(): void;
  /** New connections pass again; those that were silenced stay so. */
  restore(): void;
  close(): Promise<void>;
}

/** As the simple protocol writes it: no statement of ours ends with these bytes. */
const COMMIT = Buffer.from('commit\0');

export async function openDatabaseLine(url: string): Promise<DatabaseLine> {
  const { hostname, port } = new URL(url);
  const sockets = new Set<Socket>();
  let silent = false;
  let commits = 0;
  let cut: { readonly nth: number; readonly where: CommitCut } = { nth: 0, where: 'before' };

  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    const hangUp = (): void => {
      near.destroy();
      far.destroy();
    };
    let answerIsLost = false;
    let silenced = false;
    const isSilent = (): boolean => (silenced ||= silent);
    near.on('data', (bytes) => {
      if (isSilent()) return;
      const isCut = bytes.includes(COMMIT) && ++commits === cut.nth;
      if (isCut && cut.where === 'before') {
        hangUp();
        return;
      }
      answerIsLost ||= isCut;
      far.write(bytes);
    });
    far.on('data', (bytes) => {
      if (isSilent()) return;
      if (answerIsLost) hangUp();
      else near.write(bytes);
    });
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', hangUp).on('close', () => {
        sockets.delete(socket);
        hangUp();
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  const here = new URL(url);
  here.port = (server.address() as AddressInfo).port.toString();
  return {
    url: here.href,
    get commits() {
      return commits;
    },
    cutAtCommit: (nth, where) => {
      commits = 0;
      cut = { nth, where };
    },
    silence: () => {
      silent = true;
      // Those that are idle now stay silent, too, when the line is restored.
      for (const socket of sockets) socket.emit('data', Buffer.alloc(0));
    },
    restore: () => {
      silent = false;
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
