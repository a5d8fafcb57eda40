import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { z } from 'zod';
import type { Met } from '../calls/subject';
import type { Subjects } from '../calls/subjects';
import { faultOn } from '../cells/fault';
import type { Hold, Proxy } from './proxy';

/** The shop's end of the events: what it took, and what it does to those who push. */
export interface PushReceiver extends Proxy {
  /** As EVENT_ENDPOINTS has it. */
  readonly endpoint: string;
  /** Ids of the events of an order that were taken, in the order in which each came first. */
  takenOf(orderId: string): readonly string[];
}

export interface PushReceiverContext {
  readonly subjects: Subjects;
  readonly hold: Hold;
}

const SECRET = `whsec_${Buffer.alloc(32, 'faults').toString('base64')}`;

const pushed = z.object({ id: z.string(), type: z.string(), orderId: z.string() });

export async function startPushReceiver(context: PushReceiverContext): Promise<PushReceiver> {
  const taken = new Map<string, Set<string>>();
  const server = createServer((incoming, response) => {
    receive(context, taken, incoming, response).catch(() => {
      incoming.socket.destroy();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    endpoint: `faults http://127.0.0.1:${port.toString()}/events ${SECRET}`,
    takenOf: (orderId) => [...(taken.get(orderId) ?? [])],
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Rejects what is not signed, and hits what is aimed at. */
async function receive(
  { subjects, hold }: PushReceiverContext,
  taken: Map<string, Set<string>>,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks).toString();
  const headers = Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]));
  const { id, type, orderId } = pushed.parse(new Webhook(SECRET).verify(body, headers));
  const take = (): void => {
    taken.set(orderId, (taken.get(orderId) ?? new Set()).add(id));
  };
  const met = subjects.find(body)?.meet({ channel: 'push', caller: 'api', what: type }, true);
  const answered = met?.fault === undefined ? taking(take) : await hitBy(met, hold, take);
  if (answered === 'cut') incoming.socket.destroy();
  else response.writeHead(answered).end();
}

function taking(take: () => void): number {
  take();
  return 204;
}

/** @returns the status that the API is told; `cut` when it is told nothing */
async function hitBy({ fault, subject }: Met, hold: Hold, take: () => void): Promise<number | 'cut'> {
  if (fault === undefined) return taking(take);
  switch (faultOn('push', fault)) {
    case 'push_refused':
      return 500;
    case 'push_cut':
      return 'cut';
    case 'push_answer_lost':
      take();
      return 'cut';
    case 'killed_before':
      return (await hold(subject)) ? 'cut' : taking(take);
    case 'killed_after': {
      const status = taking(take);
      return (await hold(subject)) ? 'cut' : status;
    }
  }
}
