import type { ApiKey } from '../../../../libs/config/api-keys';

type Client = Pick<ApiKey, 'name' | 'access'>;

/** Whose key each request came with, for as long as the request lives. */
const clients = new WeakMap<object, Client>();

/** Keeps who the request's key belongs to until the request is over. */
export function rememberClient(request: object, { name, access }: Client): void {
  clients.set(request, { name, access });
}

/** The name of the request's key, never the key: for the log. */
export function clientOf(request: object): string | undefined {
  return clients.get(request)?.name;
}

/** Whether whoever asks may only look, and is not shown what a buyer pays with; an open API shows it to everybody. */
export function mayOnlyLook(request: object): boolean {
  return clients.get(request)?.access === 'read';
}
