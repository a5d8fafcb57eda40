/** Whose key each request came with, for as long as the request lives. */
const clients = new WeakMap<object, string>();

/** Keeps the name of the request's key until the request is over. */
export function rememberClient(request: object, name: string): void {
  clients.set(request, name);
}

/** The name of the request's key, never the key: for the log. */
export function clientOf(request: object): string | undefined {
  return clients.get(request);
}
