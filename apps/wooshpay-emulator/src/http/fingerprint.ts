/** Two requests under one key are the same when method, address and body are. */
export function fingerprintOf(request: {
  readonly method: string;
  readonly path: string;
  readonly body: string;
}): string {
  const { body, method, path } = request;
  return `${method} ${path} ${body}`;
}
