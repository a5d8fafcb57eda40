import rateLimit, { normalizeIP, type CreateRateLimitOptions } from '@fastify/rate-limit';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import { Problem } from '../problems/problem';
import { clientOf } from './client';

type Request = Parameters<NonNullable<CreateRateLimitOptions['keyGenerator']>>[0];

const WINDOW_MS = 1000;

/** Clients counted at once: what the counting may cost in memory. Beyond it the one unseen for longest begins anew. */
const CLIENTS_AT_MOST = 5000;

/**
 * Counts each client's requests, second by second, in the memory of this process: two API processes let through twice
 * as many (docs/decisions/0020).
 *
 * @returns counts one request and says in headers what its client has left; throws `rate_limited` when that is nothing
 */
export async function createRequestLimit(
  edge: FastifyAdapter,
  ratePerSecond: number,
): Promise<(request: Request) => Promise<Readonly<Record<string, string>>>> {
  const options = { global: false, max: ratePerSecond, timeWindow: WINDOW_MS, cache: CLIENTS_AT_MOST, keyGenerator };
  const fastify = edge.getInstance();
  await fastify.register(rateLimit, options);
  const count = fastify.createRateLimit();
  return async (request) => {
    const counted = await count(request);
    // Nobody is exempt: no client is on a list of those that may do more.
    if (counted.isAllowed) return {};
    const seconds = counted.ttlInSeconds.toString();
    const headers = {
      'RateLimit-Limit': counted.max.toString(),
      'RateLimit-Remaining': counted.remaining.toString(),
      'RateLimit-Reset': seconds,
    };
    if (!counted.isExceeded) return headers;
    const detail = `More than ${counted.max.toString()} requests within a second. Repeating the request is safe.`;
    throw new Problem('rate_limited', detail, { headers: { ...headers, 'Retry-After': seconds } });
  };
}

/** A shop counts by its key, wherever it calls from; who has none, by address. */
function keyGenerator(request: Request): string {
  const name = clientOf(request);
  return name === undefined ? `address ${normalizeIP(request.ip)}` : `key ${name}`;
}
