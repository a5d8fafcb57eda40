import { once } from 'node:events';
import { createServer } from 'node:http2';
import type { AddressInfo } from 'node:net';

/** Speaks gRPC and does nothing: whatever it is asked, it answers with a status. */
export interface ScriptedTemporal {
  readonly address: string;
  /** From now on. @param status of gRPC, by its number; some methods may have another, by their name */
  answer(status: number, message?: string, others?: Readonly<Record<string, number>>): void;
  /** How often a method was asked for since the last `answer`, by its name. */
  asked(method: string): number;
  close(): Promise<void>;
}

export async function startScriptedTemporal(): Promise<ScriptedTemporal> {
  let said: { status: number; message: string; others: Readonly<Record<string, number>> };
  said = { status: 14, message: '', others: {} };
  const asked = new Map<string, number>();
  const server = createServer();
  server.on('stream', (stream, headers) => {
    const method = headers[':path']?.split('/').at(-1) ?? '';
    asked.set(method, (asked.get(method) ?? 0) + 1);
    // What every client asks first.
    const status = method === 'GetSystemInfo' ? 12 : (said.others[method] ?? said.status);
    stream.on('error', () => undefined);
    stream.respond(
      {
        ':status': 200,
        'content-type': 'application/grpc',
        'grpc-status': status.toString(),
        'grpc-message': said.message,
      },
      { endStream: true },
    );
  });
  const sessions = new Set<{ destroy(): void }>();
  server.on('session', (session) => {
    sessions.add(session);
    session.on('close', () => sessions.delete(session));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port.toString()}`,
    answer: (status, message = 'scripted', others = {}) => {
      said = { status, message, others };
      asked.clear();
    },
    asked: (method) => asked.get(method) ?? 0,
    close: async () => {
      for (const session of sessions) session.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
