import type { IncomingMessage } from 'node:http';

/** The largest real request, 200 line items with every field full, is well below this. */
const MAX_BODY_BYTES = 1024 * 1024;
/** Bodies up to here are read to their end, so that the caller sees the 413; what is larger is cut off. */
const MAX_DRAINED_BYTES = 32 * 1024 * 1024;

/** A request as it came in, before anything of it is understood. */
export interface Incoming {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** The body was larger than any real request. */
export class BodyTooLarge extends Error {}

/** Reads a request to its end; throws when its body is too large or its caller goes away. */
export async function readIncoming(request: IncomingMessage): Promise<Incoming> {
  const { headers, method = 'GET', url = '/' } = request;
  const mark = url.indexOf('?');
  return {
    method,
    path: mark < 0 ? url : url.slice(0, mark),
    query: mark < 0 ? '' : url.slice(mark + 1),
    headers,
    body: await readBody(request),
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  if (request.headers['content-length'] === '0' || request.method === 'GET') {
    request.resume();
    return '';
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue;
    size += chunk.length;
    if (size <= MAX_BODY_BYTES) chunks.push(chunk);
    if (size > MAX_DRAINED_BYTES) break;
  }
  if (size > MAX_BODY_BYTES) throw new BodyTooLarge();
  return Buffer.concat(chunks).toString('utf8');
}

/** The header of that name in lower case; the first of several. */
export function header({ headers }: Incoming, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}
