import { WooshPayError, noAnswer, notSent, refusalOfAnswer } from './wooshpay-error';

/** Whose account is asked, where, and for how long one answer is waited for. */
export interface WooshPayClientOptions {
  /** The secret key, `sk_test_…` or `sk_live_…`. */
  readonly apiKey: string;
  /** Such as `https://apitest.wooshpay.com`; nothing but an origin. Undefined: WooshPay itself, by the key's mode. */
  readonly apiBase: string | undefined;
  /** How long a call may wait for its answer. Keep it below the timeout of the activity around it. */
  readonly timeoutSeconds: number;
  /** Waits for the turn of a request; absent: it leaves when it is made. What it throws, nothing was sent of. */
  readonly turn?: () => Promise<void>;
  /** Told of every request that left. */
  readonly onCall?: (call: WooshPayCall) => void;
}

/** A request that left: what it was, and what came of it. */
export interface WooshPayCall {
  readonly method: 'GET' | 'POST';
  /** With the ids in it replaced by `{id}`. */
  readonly operation: string;
  /** HTTP status; null: there was no answer. */
  readonly status: number | null;
  readonly milliseconds: number;
}

/** What stands in a query. */
export type WooshPayQuery = Readonly<Record<string, string | number | undefined>>;

/** Makes exactly one HTTP request per call, and never repeats it: a repeat must be preceded by a read. */
export interface WooshPayClient {
  /** @throws WooshPayError on anything but a 2xx answer in JSON */
  get(path: string, query?: WooshPayQuery): Promise<unknown>;
  /** @throws WooshPayError on anything but a 2xx answer in JSON */
  post(path: string, body: object, idempotencyKey: string): Promise<unknown>;
}

/** A key works at the host of its mode. Source: https://docs.wooshpay.com/apidoc/project-1296482 */
const HOSTS = { test: 'https://apitest.wooshpay.com', live: 'https://api.wooshpay.com' };

/** Whether real money moves with it. */
export function isLiveWooshPayKey(apiKey: string): boolean {
  return /^[sr]k_live_/.test(apiKey);
}

/** Where a key works that was given no other place. */
export function wooshPayHostOf(apiKey: string): string {
  return isLiveWooshPayKey(apiKey) ? HOSTS.live : HOSTS.test;
}

/** @throws Error when `apiBase` is not an http or https address without a path */
export function createWooshPayClient(options: WooshPayClientOptions): WooshPayClient {
  const { apiKey, apiBase = wooshPayHostOf(apiKey) } = options;
  const origin = originOf(apiBase);
  const headers = {
    authorization: `Basic ${Buffer.from(`${apiKey}:`).toString('base64')}`,
    accept: 'application/json',
  };
  return {
    get: (path, query = {}) => ask(options, `${origin}${path}${queryText(query)}`, { method: 'GET', headers }),
    post: (path, body, idempotencyKey) =>
      ask(options, `${origin}${path}`, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json', 'idempotency-key': idempotencyKey },
        body: JSON.stringify(body),
      }),
  };
}

function originOf(apiBase: string): string {
  const { origin, pathname, protocol } = new URL(apiBase);
  if ((protocol === 'http:' || protocol === 'https:') && pathname === '/') return origin;
  throw new Error(`${apiBase} is not the address of a WooshPay server: it must be http(s)://host and nothing more`);
}

function queryText(query: WooshPayQuery): string {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) given.set(name, String(value));
  return given.size === 0 ? '' : `?${given.toString()}`;
}

interface Sent {
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

async function ask(options: WooshPayClientOptions, url: string, sent: Sent): Promise<unknown> {
  await untilItsTurn(options);
  const started = performance.now();
  let status: number | null = null;
  try {
    const response = await fetch(url, { ...sent, signal: AbortSignal.timeout(options.timeoutSeconds * 1000) });
    ({ status } = response);
    return answerIn(response, await response.text());
  } catch (error) {
    // Also a body that broke off: whatever was asked may have been done.
    throw error instanceof WooshPayError ? error : noAnswer(error);
  } finally {
    const operation = operationOf(new URL(url).pathname);
    options.onCall?.({ method: sent.method, operation, status, milliseconds: performance.now() - started });
  }
}

/** As when WooshPay itself says 429: nothing was done, and the step comes back after a pause. */
async function untilItsTurn({ turn }: WooshPayClientOptions): Promise<void> {
  try {
    await turn?.();
  } catch (error) {
    throw notSent(error);
  }
}

function answerIn(response: Response, text: string): unknown {
  const requestId = response.headers.get('request-id');
  const body = jsonIn(text);
  if (response.ok && body !== undefined) return body;
  throw refusalOfAnswer(response.status, body, requestId);
}

/** Undefined: it is no JSON. */
function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Ids have digits in them, names of operations have none but the version's. */
function operationOf(path: string): string {
  const [, version = '', ...rest] = path.split('/');
  return ['', version, ...rest.map((part) => (/\d/.test(part) ? '{id}' : part))].join('/');
}
