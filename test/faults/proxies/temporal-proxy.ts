import { once } from 'node:events';
import {
  connect,
  constants,
  createServer,
  type ClientHttp2Session,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import type { Caller } from '../calls/call';
import type { Owner } from '../calls/subject';
import type { Subjects } from '../calls/subjects';
import { faultOn } from '../cells/fault';
import type { Hold, Proxy } from './proxy';

export interface TemporalProxyContext {
  readonly subjects: Subjects;
  /** `host:port` of the server. */
  readonly target: string;
  readonly caller: Caller;
  readonly hold: Hold;
}

/** Between one process of ours and Temporal. Every gRPC call that we make has one message each way. */
export async function startTemporalProxy(context: TemporalProxyContext): Promise<Proxy> {
  const sessions = new Set<ServerHttp2Session>();
  const server = createServer({ settings: SETTINGS });
  const upstream = openUpstream(context.target);
  server.on('session', (session) => {
    sessions.add(session);
    session.on('error', () => {
      session.destroy();
    });
    session.on('close', () => sessions.delete(session));
  });
  server.on('stream', (stream, headers) => {
    void answer(context, upstream, stream, headers);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      for (const session of sessions) session.destroy();
      upstream.close();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Upstream {
  /** One that takes requests. */
  session(): ClientHttp2Session;
  close(): void;
}

/** The server ends every connection after some minutes: what is under way on it may finish, what comes needs another. */
function openUpstream(target: string): Upstream {
  const open = new Set<ClientHttp2Session>();
  let current: ClientHttp2Session | undefined;
  const begin = (): ClientHttp2Session => {
    const session = connect(`http://${target}`, { settings: SETTINGS });
    const retire = (): void => {
      if (current === session) current = undefined;
    };
    session.on('goaway', retire);
    session.on('error', retire);
    session.on('close', () => {
      retire();
      open.delete(session);
    });
    open.add(session);
    return session;
  };
  return {
    session: () => (current ??= begin()),
    close: () => {
      for (const session of open) session.destroy();
    },
  };
}

/** Histories are large, and a window of 64 KB would stop them at every corner. */
const SETTINGS = { initialWindowSize: 4 * 1024 * 1024, maxConcurrentStreams: 10_000 };

interface GrpcAnswer {
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** Undefined when the headers were all there was. */
  readonly trailers: IncomingHttpHeaders | undefined;
}

async function answer(
  context: TemporalProxyContext,
  upstream: Upstream,
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
): Promise<void> {
  stream.on('error', () => undefined);
  try {
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const forward = (): Promise<GrpcAnswer> => ask(upstream.session(), stream, headers, body);
    const path = String(headers[':path']);
    const owner = OURS.test(path) ? context.subjects.ownerOf(textOf(body)) : undefined;
    if (owner === undefined) write(stream, await forward());
    else await meet(context, owner, path, stream, forward);
  } catch {
    if (!stream.destroyed) stream.close(constants.NGHTTP2_CANCEL);
  }
}

/** What a process says about an order; what it asks for again and again is no message. */
const OURS =
  /\/(ExecuteMultiOperation|UpdateWorkflowExecution|PollWorkflowExecutionUpdate|Signal\w+|StartWorkflowExecution|Respond\w+(Completed|Failed|Canceled))$/;

async function meet(
  { caller, hold }: TemporalProxyContext,
  owner: Owner,
  path: string,
  stream: ServerHttp2Stream,
  forward: () => Promise<GrpcAnswer>,
): Promise<void> {
  const what = path.slice(path.lastIndexOf('/') + 1);
  const { fault, subject } = owner.meet({ channel: 'temporal', caller, what }, true);
  if (fault === undefined) {
    write(stream, await forward());
    return;
  }
  switch (faultOn('temporal', fault)) {
    case 'answer_lost':
      await forward();
      stream.respond(UNAVAILABLE, { endStream: true });
      return;
    case 'killed_before':
      if (await hold(subject)) stream.close(constants.NGHTTP2_CANCEL);
      else write(stream, await forward());
      return;
    case 'killed_after': {
      const given = await forward();
      if (await hold(subject)) stream.close(constants.NGHTTP2_CANCEL);
      else write(stream, given);
      return;
    }
  }
}

const UNAVAILABLE = {
  ':status': 200,
  'content-type': 'application/grpc',
  'grpc-status': '14',
  'grpc-message': 'the answer was lost (fault)',
};

/** Each message stands behind five bytes: whether it is compressed, and its length. */
function textOf(body: Buffer): string {
  const message = body.subarray(5);
  return (body[0] === 1 ? gunzipSync(message) : message).toString('latin1');
}

function ask(
  upstream: ClientHttp2Session,
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  body: Buffer,
): Promise<GrpcAnswer> {
  return new Promise((resolve, reject) => {
    const request = upstream.request({ ...headers, ':authority': headers[':authority'] ?? 'temporal' });
    const giveUp = (): void => {
      request.close(constants.NGHTTP2_CANCEL);
    };
    stream.once('close', giveUp);
    let given: IncomingHttpHeaders | undefined;
    let trailers: IncomingHttpHeaders | undefined;
    const chunks: Buffer[] = [];
    request.on('response', (received) => (given = received));
    request.on('trailers', (received: IncomingHttpHeaders) => (trailers = received));
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('error', reject);
    request.on('close', () => {
      stream.off('close', giveUp);
      if (given === undefined) reject(new Error('Temporal gave no answer'));
      else resolve({ headers: given, body: Buffer.concat(chunks), trailers });
    });
    request.end(body);
  });
}

function write(stream: ServerHttp2Stream, { headers, body, trailers }: GrpcAnswer): void {
  if (stream.destroyed) return;
  if (trailers === undefined) {
    stream.respond(headers, { endStream: true });
    return;
  }
  stream.respond(headers, { waitForTrailers: true });
  stream.on('wantTrailers', () => {
    stream.sendTrailers(trailers);
  });
  stream.end(body);
}
