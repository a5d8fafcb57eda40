import { lookup, type LookupAddress } from 'node:dns';
import { request as requestHttp, Agent as HttpAgent, type IncomingMessage } from 'node:http';
import { request as requestHttps, Agent as HttpsAgent } from 'node:https';
import type { LookupFunction } from 'node:net';
import { isInternalAddress } from '../../../../libs/config/internal-address';

/** What an endpoint said to an event. */
export type PostAnswer =
  | { readonly kind: 'answered'; readonly status: number; readonly retryAfterSeconds: number | null }
  /** Nobody answered, or nobody may be asked there. */
  | { readonly kind: 'unreachable'; readonly error: string };

/** One request to an endpoint of the shop. */
export interface Post {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Sends events; close it at the end. */
export interface PostOffice {
  /** Sends one and waits for the answer's status; what else the answer says is not read. Never rejects. */
  send(post: Post): Promise<PostAnswer>;
  /** Ends what is under way and what is kept open. */
  close(): void;
}

/** How requests to endpoints are made. */
export interface PostOfficeOptions {
  readonly internalAllowed: boolean;
  readonly timeoutMs: number;
  /** Connections to one endpoint. */
  readonly atOnce: number;
}

/**
 * Posts over connections that are kept. Redirects are answers like any other: nobody sends us elsewhere. Unless
 * internal addresses are allowed, the very address that is connected to is looked at, so that no name can lead there
 * later.
 */
export function openPostOffice({ internalAllowed, timeoutMs, atOnce }: PostOfficeOptions): PostOffice {
  const connecting = {
    ...{ keepAlive: true, maxSockets: atOnce },
    ...(!internalAllowed && { lookup: lookupOutside }),
  };
  const http = new HttpAgent(connecting);
  const https = new HttpsAgent(connecting);
  const closing = new AbortController();
  const begin = (post: Post, signal: AbortSignal, answered: (answer: IncomingMessage) => void) => {
    const options = { method: 'POST', headers: headersOf(post), signal };
    return new URL(post.url).protocol === 'https:'
      ? requestHttps(post.url, { ...options, agent: https }, answered)
      : requestHttp(post.url, { ...options, agent: http }, answered);
  };
  return {
    send: (post) =>
      new Promise((resolve) => {
        const signal = AbortSignal.any([closing.signal, AbortSignal.timeout(timeoutMs)]);
        const request = begin(post, signal, (answer) => {
          // What it says is not read, but for the end of it: then the connection is free again.
          answer.on('error', () => undefined).resume();
          resolve({
            kind: 'answered',
            status: answer.statusCode ?? 0,
            retryAfterSeconds: secondsOf(answer.headers['retry-after']),
          });
        });
        request.on('error', (error) => {
          resolve({ kind: 'unreachable', error: reasonOf(error, signal, timeoutMs) });
        });
        request.end(post.body);
      }),
    close: () => {
      closing.abort();
      http.destroy();
      https.destroy();
    },
  };
}

function headersOf({ headers, body }: Post): Record<string, string> {
  return {
    ...headers,
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body).toString(),
    'user-agent': 'Holdfast',
  };
}

/** Seconds alone: a date would have to be compared by a clock that may differ from ours. */
function secondsOf(retryAfter: string | undefined): number | null {
  return retryAfter !== undefined && /^\d{1,9}$/.test(retryAfter) ? Number(retryAfter) : null;
}

function reasonOf(error: Error, signal: AbortSignal, timeoutMs: number): string {
  if (!signal.aborted) return error.message === '' ? error.name : error.message;
  return `no answer within ${(timeoutMs / 1000).toString()} s`;
}

/** As the system looks a name up, and refuses when it leads into our own network. */
const lookupOutside: LookupFunction = (host, options, callback) => {
  lookup(host, { ...options, all: true }, (error, addresses) => {
    const internal = error === null ? addresses.find(({ address }) => isInternalAddress(address)) : undefined;
    const refused = internal && new Error(`${host} is the internal address ${internal.address}`);
    const [first] = addresses;
    if (error !== null || refused !== undefined || first === undefined) {
      callback(error ?? refused ?? new Error(`${host} has no address`), '');
      return;
    }
    answerLookup(addresses, first, options.all === true, callback);
  });
};

function answerLookup(
  addresses: LookupAddress[],
  first: LookupAddress,
  all: boolean,
  callback: Parameters<LookupFunction>[2],
): void {
  if (all) callback(null, addresses);
  else callback(null, first.address, first.family);
}
