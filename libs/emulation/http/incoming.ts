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
    body: headers['content-length'] === '0' || method === 'GET' ? unread(request) : await collected(request),
  };
}

function unread(request: IncomingMessage): string {
  request.resume();
  return '';
}

/** By listeners, because iterating over a request takes as long as reading its form. */
async function collected(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= MAX_BODY_BYTES) chunks.push(chunk);
      if (size <= MAX_DRAINED_BYTES) return;
      reject(new BodyTooLarge());
      request.destroy();
    });
    request.on('end', () => {
      if (size > MAX_BODY_BYTES) reject(new BodyTooLarge());
      else resolve(textOf(chunks));
    });
    request.on('error', reject);
    request.on('close', () => {
      if (!request.complete) reject(new Error('The caller went away in the middle of its request'));
    });
  });
}

/** Most requests come in one piece. */
function textOf(chunks: readonly Buffer[]): string {
  const [first, ...others] = chunks;
  return (others.length === 0 && first !== undefined ? first : Buffer.concat(chunks)).toString('utf8');
}

/** The header of that name in lower case; the first of several. */
export function header({ headers }: Incoming, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}
