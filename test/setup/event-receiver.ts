import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { eventSchema, type ShopEvent } from '../../apps/api/src/events/event.schema';

/** The shop's end of the events: takes them over HTTP, checks each signature, and answers as it is told. */
export interface EventReceiver {
  readonly url: string;
  /** What was sent, whether it was taken or not, in the order in which it came. */
  readonly received: readonly ReceivedPush[];
  /** From now on each request is answered so: a status, or no answer at all. */
  answerWith(answer: (push: ReceivedPush) => PushAnswer): void;
  close(): Promise<void>;
}

export interface ReceivedPush {
  readonly event: ShopEvent;
  readonly headers: Readonly<Record<string, string>>;
  /** Performance clock, milliseconds. */
  readonly at: number;
}

export type PushAnswer =
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>> }
  | 'hang_up'
  | Promise<{ readonly status: number }>;

/** A secret as `openssl rand -base64 32` makes it. */
export const EVENT_SECRET = `whsec_${Buffer.from('a secret of thirty-two bytes, yes').toString('base64')}`;

/** @param secret with which every event must be signed */
export async function startEventReceiver(secret = EVENT_SECRET): Promise<EventReceiver> {
  const received: ReceivedPush[] = [];
  let answer: (push: ReceivedPush) => PushAnswer = () => ({ status: 204 });
  const server = createServer((incoming, response) => {
    void (async () => {
      const push = await readPush(incoming, secret);
      if (push === undefined) {
        response.writeHead(400).end();
        return;
      }
      received.push(push);
      const said = await answer(push);
      if (said === 'hang_up') incoming.socket.destroy();
      else response.writeHead(said.status, 'headers' in said ? { ...said.headers } : {}).end();
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port.toString()}/events`,
    received,
    answerWith: (next) => {
      answer = next;
    },
    close: () => closed(server),
  };
}

async function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

/** @returns undefined for what is not signed with our secret */
async function readPush(incoming: IncomingMessage, secret: string): Promise<ReceivedPush | undefined> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const headers = Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]));
  const at = performance.now();
  try {
    const event: unknown = new Webhook(secret).verify(Buffer.concat(chunks).toString(), headers);
    return { event: eventSchema.parse(event), headers, at };
  } catch {
    return undefined;
  }
}
