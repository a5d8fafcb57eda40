import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { z } from 'zod';
import type { TestStripe } from './emulator';

/** A Stripe that has learned a word since: it stands between Holdfast and the emulator, and changes `status` in its answers. */
export interface UnknownWords {
  readonly account: TestStripe;
  /**
   * From now on answers have a status that nobody knows.
   * @param requests which, as `GET /v1/payment_intents/pi_1`
   */
  begin(requests: RegExp): void;
  end(): void;
  /** How many answers were changed since `begin`. */
  changed(): number;
  close(): Promise<void>;
}

export async function openUnknownWords({ url, apiKey }: TestStripe): Promise<UnknownWords> {
  let unfamiliar: RegExp | undefined;
  let changed = 0;
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = 'GET', url: path = '/' } = request;
    const chunks: Buffer[] = [];
    for await (const chunk of request) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
    const headers = Object.entries(request.headers).flatMap(([name, value]): [string, string][] =>
      typeof value === 'string' && !OF_THE_CONNECTION.has(name) ? [[name, value]] : [],
    );
    const body = chunks.length === 0 ? {} : { body: Buffer.concat(chunks) };
    const given = await fetch(`${url}${path}`, { method, headers, ...body, redirect: 'manual' });
    let text = await given.text();
    if (unfamiliar?.test(`${method} ${path}`) === true && given.ok) {
      changed += 1;
      text = JSON.stringify({ ...z.record(z.string(), z.unknown()).parse(JSON.parse(text)), status: 'something_new' });
    }
    const kept = [...given.headers].filter(([name]) => !OF_THE_CONNECTION.has(name));
    response.writeHead(given.status, Object.fromEntries(kept)).end(text);
  };
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('The server has no port');
  return {
    account: { url: `http://127.0.0.1:${address.port.toString()}`, apiKey },
    begin: (requests) => {
      unfamiliar = requests;
      changed = 0;
    },
    end: () => {
      unfamiliar = undefined;
    },
    changed: () => changed,
    close: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

/** Of one connection, and not of what is said over it. */
const OF_THE_CONNECTION: ReadonlySet<string> = new Set([
  ...['connection', 'content-encoding', 'content-length', 'host', 'keep-alive', 'transfer-encoding'],
]);
