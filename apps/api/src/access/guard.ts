import type { FastifyAdapter } from '@nestjs/platform-fastify';
import type { ApiConfig } from '../../../../libs/config/config';
import { Problem } from '../problems/problem';
import { rememberClient } from './client';
import { isGuarded, isReading } from './guarded';
import { KeyRing } from './key-ring';
import { createRequestLimit } from './request-limit';

/**
 * Asks every request below /v1 whose it is, and whether it is not one too many, before its body is read. Paths that
 * nothing serves are asked too, so that only who has a key learns what there is.
 */
export async function guardAccess(
  edge: FastifyAdapter,
  { apiKeys, ratePerSecond }: Pick<ApiConfig, 'apiKeys' | 'ratePerSecond'>,
): Promise<void> {
  const keys = new KeyRing(apiKeys);
  const limit = ratePerSecond === undefined ? undefined : await createRequestLimit(edge, ratePerSecond);

  edge.getInstance().addHook('onRequest', async (request, reply) => {
    if (!isGuarded(request)) return;
    const owner = keys.ownerOf(request.headers.authorization);
    if (owner !== undefined) rememberClient(request, owner);
    // Refused requests count as well: who guesses keys is slowed down like everybody else.
    if (limit !== undefined) reply.headers(await limit(request));
    if (keys.isEmpty) return;
    if (owner === undefined) throw unauthenticated();
    if (owner.access === 'read' && !isReading(request.method)) throw forbidden();
  });
}

function unauthenticated(): Problem {
  const detail = 'Send an API key as Authorization: Bearer <key>. This request has none, or an unknown one.';
  return new Problem('unauthenticated', detail, { headers: { 'WWW-Authenticate': 'Bearer' } });
}

function forbidden(): Problem {
  return new Problem('forbidden', 'This key may only read: it allows GET and HEAD. Use a key with the access write.');
}
