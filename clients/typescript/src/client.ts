import createClient, { type Client } from 'openapi-fetch';
import type { paths } from './api.js';
import { repeating } from './repeating.js';

/** Where Holdfast is, and who asks. */
export interface HoldfastOptions {
  /** Such as `http://127.0.0.1:3000`; `npm start` prints it. */
  readonly url: string;
  /** Out of `API_KEYS`; left out: the API takes requests without. */
  readonly apiKey?: string;
  /** Who of your people asks, for the timeline; a staff number is enough. */
  readonly actor?: string;
  /** How long one request may be repeated in all, in milliseconds; a minute without it. */
  readonly patienceMs?: number;
  /** Instead of the `fetch` of Node. */
  readonly fetch?: (request: Request) => Promise<Response>;
}

/** One method for each way to ask: `holdfast.GET('/v1/orders/{orderId}', …)`, `holdfast.POST('/v1/orders', …)`. */
export type Holdfast = Client<paths>;

const PATIENCE_MS = 60_000;

/**
 * A client of one Holdfast. A request that got no answer, or was asked to come again, is sent again as it was: the ids
 * in it make that safe.
 */
export function createHoldfast({
  url,
  apiKey,
  actor,
  patienceMs = PATIENCE_MS,
  ...options
}: HoldfastOptions): Holdfast {
  return createClient<paths>({
    baseUrl: url,
    fetch: repeating(options.fetch ?? globalThis.fetch, patienceMs),
    headers: {
      ...(apiKey !== undefined && { authorization: `Bearer ${apiKey}` }),
      ...(actor !== undefined && { 'holdfast-actor': actor }),
    },
  });
}
