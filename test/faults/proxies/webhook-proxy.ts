import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Subjects } from '../calls/subjects';
import type { Met } from '../calls/subject';
import { faultOn } from '../cells/fault';
import type { Hold, Proxy } from './proxy';

export interface WebhookProxyContext {
  readonly subjects: Subjects;
  readonly hold: Hold;
  /** Where the API takes the webhooks of this sender. */
  readonly target: string;
}

/** Between a provider and our webhook endpoint. */
export async function startWebhookProxy(context: WebhookProxyContext): Promise<Proxy> {
  const server = createServer((incoming, response) => {
    take(context, incoming, response).catch(() => {
      response.destroy();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function take(context: WebhookProxyContext, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  const text = body.toString();
  const owner = context.subjects.ownerOf(text);
  const deliver = (): Promise<number> => post(context.target, incoming.headers, body);
  if (owner === undefined) {
    response.writeHead(await deliver()).end();
    return;
  }
  const met = owner.meet({ channel: 'webhook', caller: 'api', what: eventType(text) }, true);
  const { subject } = met;
  context.subjects.learn(subject, text);
  response.writeHead(await delivered(context, met, deliver)).end();
  subject.tellWebhookTaken();
}

function eventType(text: string): string {
  const event: unknown = JSON.parse(text);
  return typeof event === 'object' && event !== null && 'type' in event ? String(event.type) : 'unknown';
}

/** @returns the status that the sender is told */
async function delivered(
  { hold }: WebhookProxyContext,
  { fault, subject }: Met,
  deliver: () => Promise<number>,
): Promise<number> {
  if (fault === undefined) return deliver();
  switch (faultOn('webhook', fault)) {
    case 'webhook_lost':
      return 200;
    case 'webhook_twice':
      await Promise.all([deliver(), deliver()]);
      return deliver();
    case 'killed_before':
      await hold(subject);
      return deliver();
  }
}

const AWAY = 503;

async function post(target: string, headers: IncomingMessage['headers'], body: Buffer): Promise<number> {
  try {
    const answer = await fetch(target, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...signatureIn(headers) },
      body: new Uint8Array(body),
      signal: AbortSignal.timeout(30_000),
    });
    await answer.arrayBuffer();
    return answer.status;
  } catch {
    return AWAY;
  }
}

/** `Stripe-Signature`, `Wooshpay-Signature`. */
function signatureIn(headers: IncomingMessage['headers']): Record<string, string> {
  const signatures = Object.entries(headers).filter(([name]) => name.endsWith('-signature'));
  return Object.fromEntries(signatures.map(([name, value]) => [name, String(value)]));
}
