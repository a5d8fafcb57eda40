import { hasCardNumber } from '../input/card-number';

/** What Holdfast uses of Fastify's request and reply. */
export interface HttpRequest {
  readonly id: string;
  readonly method: string;
  /** Path and query as they were sent. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** True when no route fits. */
  readonly is404: boolean;
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
  readonly routeOptions: { readonly url?: string | undefined };
}

/** What our code uses of a reply of Fastify. */
export interface HttpReply {
  status(code: number): HttpReply;
  header(name: string, value: string): HttpReply;
  headers(values: Readonly<Record<string, string>>): HttpReply;
  send(payload: string | Buffer): HttpReply;
}

/** The path without its query. */
export function pathOf({ url }: Pick<HttpRequest, 'url'>): string {
  return url.split('?', 1)[0] ?? url;
}

/** The URL as text; bad escapes stay as they are. */
export function decodedUrl({ url }: Pick<HttpRequest, 'url'>): string {
  try {
    return decodeURIComponent(url);
  } catch {
    return url;
  }
}

/** Tells the shop that nothing happened anew: this is the first answer once more. */
export function markReplayed(reply: HttpReply): void {
  reply.status(200).header('Idempotent-Replayed', 'true');
}

/**
 * The order a request is about, for the log; only what is fit to stand there. Of what could be a card, not its
 * middle.
 */
export function orderIdForLog({ params, body }: Pick<HttpRequest, 'params' | 'body'>): string | undefined {
  for (const part of [params, body]) {
    if (typeof part !== 'object' || part === null || !('orderId' in part)) continue;
    const { orderId } = part;
    if (typeof orderId !== 'string' || !/^[A-Za-z0-9._-]{1,64}$/.test(orderId)) continue;
    return hasCardNumber(orderId) ? `${orderId.slice(0, 6)}…${orderId.slice(-4)}` : orderId;
  }
  return undefined;
}
