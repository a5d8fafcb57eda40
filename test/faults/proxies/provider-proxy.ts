import { once } from 'node:events';
import { Agent, createServer, request as send, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { PaymentProvider } from '../../../libs/domain/capabilities/payment-provider';
import type { Subjects } from '../calls/subjects';
import type { Subject } from '../calls/subject';
import { faultOn, type FaultOn } from '../cells/fault';
import type { Hold, Proxy } from './proxy';
import { refusal, withNewWords, wordsOf, type ProviderAnswer } from './provider-answers';

export interface ProviderProxyContext {
  /** Whose calls are counted here. */
  readonly channel: PaymentProvider;
  readonly subjects: Subjects;
  /** Where the emulator listens. */
  readonly target: URL;
  /** How long the worker waits for an answer. */
  readonly timeoutSeconds: number;
  readonly hold: Hold;
}

interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** Between the worker and a provider: counts each order's requests, and hits the one that is aimed at. */
export async function startProviderProxy(context: ProviderProxyContext): Promise<Proxy> {
  const agent = new Agent({ keepAlive: true });
  const server = createServer((incoming, response) => {
    answer(context, agent, incoming, response).catch(() => {
      // The other side went away, which is what most faults are about.
      incoming.socket.destroy();
    });
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      server.closeAllConnections();
      agent.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function answer(
  context: ProviderProxyContext,
  agent: Agent,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const { method = 'GET', url = '/', headers } = incoming;
  const asked: Asked = { method, url, headers, body: Buffer.concat(chunks) };
  const forward = (): Promise<ProviderAnswer> => ask(context.target, agent, asked);
  // The bank's page, which the buyer opens at the same address.
  if (!url.startsWith('/v1/')) {
    write(response, await forward());
    return;
  }
  const owner = context.subjects.ownerOf(
    `${String(headers['idempotency-key'])} ${decoded(url)} ${decoded(asked.body.toString())}`,
  );
  const what = `${method} ${routeOf(url)}`;
  if (owner === undefined) {
    write(response, await forward());
    return;
  }
  const { channel } = context;
  const { call, fault, subject } = owner.meet({ channel, caller: 'worker', what }, method !== 'GET');
  const learning = async (): Promise<ProviderAnswer> => {
    const given = await forward();
    context.subjects.learn(subject, given.body.toString());
    call.words = wordsOf(given.body);
    return given;
  };
  if (fault === undefined) write(response, await learning());
  else
    await hit(context, {
      fault: faultOn(channel, fault),
      subject,
      response,
      socket: incoming.socket,
      forward: learning,
    });
}

interface Hit {
  readonly fault: FaultOn<PaymentProvider>;
  readonly subject: Subject;
  readonly response: ServerResponse;
  readonly socket: Socket;
  readonly forward: () => Promise<ProviderAnswer>;
}

async function hit({ channel, hold, timeoutSeconds }: ProviderProxyContext, one: Hit): Promise<void> {
  const { fault, subject, response, socket, forward } = one;
  switch (fault) {
    case 'error_500':
    case 'five_errors_500':
      write(response, refusal(channel, 'error_500'));
      return;
    case 'rate_limit':
    case 'lock_timeout':
    case 'conflict':
    case 'forbidden':
      write(response, refusal(channel, fault));
      return;
    case 'dropped_before':
      socket.destroy();
      return;
    case 'reset_before':
      socket.resetAndDestroy();
      return;
    case 'dropped_after':
      await forward();
      socket.destroy();
      return;
    case 'reset_after':
      await forward();
      socket.resetAndDestroy();
      return;
    case 'truncated':
      await truncate(response, socket, await forward());
      return;
    case 'invalid_json':
      write(response, { ...(await forward()), body: Buffer.from('<html>Bad gateway</html>') });
      return;
    case 'too_slow':
      await forward();
      await pause((timeoutSeconds + 1) * 1000);
      socket.destroy();
      return;
    case 'unknown_status':
    case 'unknown_words': {
      const given = await forward();
      write(response, { ...given, body: withNewWords(given.body, fault === 'unknown_status' ? 'status' : 'others') });
      return;
    }
    case 'webhooks_first': {
      const given = await forward();
      await webhooksOf(subject, (timeoutSeconds * 1000) / 2);
      write(response, given);
      return;
    }
    case 'killed_before':
      if (await hold(subject)) socket.destroy();
      else write(response, await forward());
      return;
    case 'killed_after': {
      const given = await forward();
      if (await hold(subject)) socket.destroy();
      else write(response, given);
      return;
    }
  }
}

/** Events of one request come close together: when none came for a moment, all have come. */
const QUIET_MS = 400;

async function webhooksOf(subject: Subject, longestMs: number): Promise<void> {
  for (const until = performance.now() + longestMs; performance.now() < until;) {
    const asked = performance.now();
    await subject.nextWebhook(QUIET_MS);
    if (performance.now() - asked >= QUIET_MS - 5) return;
  }
}

function ask(target: URL, agent: Agent, { method, url, headers, body }: Asked): Promise<ProviderAnswer> {
  return new Promise((resolve, reject) => {
    const options = { agent, host: target.hostname, port: target.port, path: url, method, headers };
    const outgoing = send(options, (given) => {
      const chunks: Buffer[] = [];
      given.on('data', (chunk: Buffer) => chunks.push(chunk));
      given.on('error', reject);
      given.on('end', () => {
        const kept = Object.entries(given.headers).flatMap(([name, value]): [string, string | string[]][] =>
          value === undefined || HOP_BY_HOP.has(name) ? [] : [[name, value]],
        );
        resolve({ status: given.statusCode ?? 502, headers: Object.fromEntries(kept), body: Buffer.concat(chunks) });
      });
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

const HOP_BY_HOP: ReadonlySet<string> = new Set(['connection', 'keep-alive', 'transfer-encoding', 'content-length']);

function write(response: ServerResponse, { status, headers, body }: ProviderAnswer): void {
  response.writeHead(status, { ...headers, 'content-length': body.length });
  response.end(body);
}

/** The half of an answer that says how long the whole is. */
async function truncate(
  response: ServerResponse,
  socket: Socket,
  { status, headers, body }: ProviderAnswer,
): Promise<void> {
  response.writeHead(status, { ...headers, 'content-length': body.length });
  await new Promise<void>((resolve) => {
    response.write(body.subarray(0, Math.floor(body.length / 2)), () => {
      resolve();
    });
  });
  socket.destroy();
}

/** In a path a name and an id take turns. */
function routeOf(url: string): string {
  const [path = ''] = url.split('?', 1);
  const [, version = '', ...parts] = path.split('/');
  return ['', version, ...parts.map((part, at) => (at % 2 === 0 ? part : ':id'))].join('/');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
