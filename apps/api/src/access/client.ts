import type { ApiKey } from '../../../../libs/config/api-keys';

/** Who asks: a program with a key, or a person who signed in with one. */
export interface Client extends Pick<ApiKey, 'name' | 'access'> {
  /** Absent: the request came with the key itself. */
  readonly session?: ClientSession;
}

/** The session that a request came in. */
export interface ClientSession {
  /** What stands in the cookie. */
  readonly secret: string;
  readonly person: string;
  /** ISO 8601. */
  readonly endsAt: string;
}

/** Who sent each request, for as long as the request lives. */
const clients = new WeakMap<object, Client>();

/** Keeps who asks until the request is over; of a key its name and access, never the key. */
export function rememberClient(request: object, { name, access, session }: Client): void {
  clients.set(request, { name, access, ...(session !== undefined && { session }) });
}

/** Who asks; undefined: the API takes requests without a key, or this one came without. */
export function clientBehind(request: object): Client | undefined {
  return clients.get(request);
}

/** The name of the request's key, never the key: for the log. */
export function clientOf(request: object): string | undefined {
  return clients.get(request)?.name;
}

/**
 * Whether whoever asks may act for the buyer, and so is shown what the buyer pays with; an open API shows it to
 * everybody.
 */
export function actsForBuyer(request: object): boolean {
  const client = clients.get(request);
  return client === undefined || client.access === 'write';
}
