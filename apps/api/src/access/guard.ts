import type { FastifyAdapter } from '@nestjs/platform-fastify';
import { includesAccess, type Access } from '../../../../libs/config/api-keys';
import type { ApiConfig } from '../../../../libs/config/config';
import type { HttpRequest } from '../http/request';
import { invalidRequest, Problem } from '../problems/problem';
import { secretIn } from '../sessions/session-cookie';
import { isCsrfTokenOf } from '../sessions/session-secret';
import { hasDryRun, namesDryRun } from '../dry-run/dry-run-query';
import { accessNeededBy } from './access-needed';
import { rememberClient, type Client } from './client';
import { isGuarded, isReading } from './guarded';
import { KeyRing } from './key-ring';
import { createRequestLimit } from './request-limit';

/** Knows people who are signed in again. */
interface SignedIn {
  /** @param secret of the cookie; undefined: nobody is signed in by it */
  find(secret: string): Promise<Client | undefined>;
}

/** Remembers which keys are used. */
interface Uses {
  note(keyName: string): void;
}

/**
 * Asks every request below /v1 whose it is, and whether it is not one too many, before its body is read. Paths that
 * nothing serves are asked too, so that only who has a key learns what there is.
 */
export async function guardAccess(
  edge: FastifyAdapter,
  { apiKeys, ratePerSecond }: Pick<ApiConfig, 'apiKeys' | 'ratePerSecond'>,
  signedIn: SignedIn,
  uses: Uses,
): Promise<void> {
  const keys = new KeyRing(apiKeys);
  const limit = ratePerSecond === undefined ? undefined : await createRequestLimit(edge, ratePerSecond);

  edge.getInstance().addHook('onRequest', async (request, reply) => {
    if (!isGuarded(request)) return;
    const owner = keys.ownerOf(request.headers.authorization);
    if (owner !== undefined) rememberClient(request, owner);
    // Refused requests count as well: who guesses keys is slowed down like everybody else. A person counts by address,
    // before the session is looked for: made-up cookies cost PostgreSQL no more than the rate.
    if (limit !== undefined) reply.headers(await limit(request));
    requireNoOtherDryRun(request);
    if (keys.isEmpty) return;
    const client = owner ?? (await personBehind(request, signedIn));
    if (client === undefined) throw unauthenticated(request);
    rememberClient(request, client);
    uses.note(client.name);
    requireAccess(client, accessNeededBy(request));
    requireCsrfToken(client, request);
  });
}

type Asked = Pick<HttpRequest, 'method' | 'headers'>;

/** A request with a key is its key's, whatever cookies come along. */
async function personBehind({ headers }: Asked, signedIn: SignedIn): Promise<Client | undefined> {
  const secret = headers['authorization'] === undefined ? secretIn(headers['cookie']) : undefined;
  return secret === undefined ? undefined : signedIn.find(secret);
}

function unauthenticated({ headers }: Asked): Problem {
  const detail =
    headers['authorization'] === undefined && secretIn(headers['cookie']) !== undefined
      ? 'The session is over. Sign in again.'
      : 'Send an API key as Authorization: Bearer <key>. This request has none, or an unknown one.';
  return new Problem('unauthenticated', detail, { headers: { 'WWW-Authenticate': 'Bearer' } });
}

function requireAccess({ access }: Client, needed: Access): void {
  if (includesAccess(access, needed)) return;
  throw new Problem('forbidden', `This needs the access ${needed}, and the key of this request has ${access}.`);
}

/** A page of strangers can make a browser send a request with our cookie, but not with our token. */
function requireCsrfToken({ session }: Client, { method, headers }: Asked): void {
  if (session === undefined || isReading(method)) return;
  if (isCsrfTokenOf(session.secret, headers['holdfast-csrf'])) return;
  throw new Problem(
    'forbidden',
    'Send the csrfToken of GET /v1/session in the header Holdfast-CSRF. This request has none, or that of another session.',
  );
}

/** Who believes that a request only tries something out is not made to do it. */
function requireNoOtherDryRun({
  method,
  routeOptions,
  query,
}: Pick<HttpRequest, 'method' | 'routeOptions' | 'query'>): void {
  if (isReading(method) || !namesDryRun(query) || hasDryRun(method, routeOptions.url)) return;
  throw invalidRequest([{ path: 'dryRun', message: 'is not a field of this request: it cannot be tried out' }]);
}
