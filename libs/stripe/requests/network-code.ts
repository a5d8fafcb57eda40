/**
 * The operating system's word for a failed connection, such as ECONNRESET, from the error or from what caused it.
 * Errors of Node's own modules are recognised by their shape: under jest they are of another realm, where
 * `instanceof Error` says no.
 */
export function networkCodeOf(error: unknown): string | undefined {
  for (let at = error, depth = 0; typeof at === 'object' && at !== null && depth < 3; depth++) {
    if ('code' in at && typeof at.code === 'string') return at.code;
    at = 'cause' in at ? at.cause : undefined;
  }
  return undefined;
}
