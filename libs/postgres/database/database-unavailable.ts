/** Codes of Node for a server that is away, or a connection to it that broke. */
const NODE_CODES: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EMFILE',
]);

/**
 * What PostgreSQL says when it cannot do now what it could do at another time, by class and by code.
 * Source: https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const SQL_STATES: readonly RegExp[] = [
  /^08...$/, // connection
  /^53...$/, // out of disk, memory or connections
  /^57...$/, // canceled, statement timeout, shutting down, starting up
  /^58...$/, // its own disk fails
  /^28...$/, // it does not let us in: a password is being changed, or the standby does not know us yet
  /^40(001|P01|003)$/, // serialization, deadlock: repeated until nobody waits any more; outcome of a commit not known
  /^55(P03|006)$/, // a lock that could not be had in time, an object in use
  /^25(006|P03|P04)$/, // read-only, as after a failover; idle too long, or too long altogether, in a transaction
  /^3D000$/, // the database is not there: it is being restored
];

/** The driver reports these without a code. */
const MESSAGES = [
  'connection terminated',
  'timeout exceeded when trying to connect',
  'query read timeout',
  'client has encountered a connection error',
  'client was closed and is not queryable',
];

/**
 * Whether a store failed because PostgreSQL cannot be asked now, and not because we asked the wrong thing. What was
 * asked may have happened all the same: the answer to a COMMIT can be lost, too.
 */
export function isDatabaseUnavailable(error: unknown): boolean {
  // Told by its shape, not its class: Node's own errors need not be of the same `Error` as ours.
  if (typeof error !== 'object' || error === null) return false;
  const code = 'code' in error ? String(error.code) : '';
  const message = 'message' in error ? String(error.message).toLowerCase() : '';
  return (
    NODE_CODES.has(code) ||
    SQL_STATES.some((state) => state.test(code)) ||
    MESSAGES.some((words) => message.includes(words))
  );
}
