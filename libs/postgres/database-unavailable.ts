/** Codes of Node and of PostgreSQL for a server that is away, stopping, full, or too slow. */
const NODE_CODES: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

/** 08: connection · 53: out of resources · 57: stopped by hand, shutting down, statement timeout · 3D000, 25006: failover */
const SQL_STATES = /^(08|53|57)...$|^3D000$|^25006$/;

/** The driver reports these without a code. */
const MESSAGES =
  /connection terminated|timeout exceeded when trying to connect|query read timeout|client has encountered a connection error/i;

/** Whether a store failed because PostgreSQL cannot be asked now, and not because we asked the wrong thing. */
export function isDatabaseUnavailable(error: unknown): boolean {
  // Told by its shape, not its class: Node's own errors need not be of the same `Error` as ours.
  if (typeof error !== 'object' || error === null) return false;
  const code = 'code' in error ? String(error.code) : '';
  const message = 'message' in error ? String(error.message) : '';
  return NODE_CODES.has(code) || SQL_STATES.test(code) || MESSAGES.test(message);
}
