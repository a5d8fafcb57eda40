import pino, { type DestinationStream, type Logger } from 'pino';
import { standardOutput } from '../../../../libs/log/standard-output';

/** The process's log: JSON lines. */
export function createLog(level: string, destination: DestinationStream = standardOutput()): Logger {
  const options = {
    level,
    base: { process: 'api' },
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: errorForLog },
  };
  return pino(options, destination);
}

interface LoggedError {
  readonly type: string;
  readonly message: string;
  readonly code?: string;
  readonly stack?: string;
  readonly cause?: LoggedError;
}

/**
 * Only what is named here is logged of an error: PostgreSQL's carry whole rows in their details, and rows hold what
 * must stay out of logs.
 */
function errorForLog(error: unknown): LoggedError {
  if (typeof error !== 'object' || error === null) return { type: typeof error, message: String(error) };
  return {
    type: 'name' in error ? String(error.name) : 'object',
    message: 'message' in error ? String(error.message) : '',
    ...('code' in error && isWord(error.code) && { code: error.code.toString() }),
    ...('stack' in error && { stack: String(error.stack) }),
    ...('cause' in error && error.cause !== undefined && { cause: errorForLog(error.cause) }),
  };
}

function isWord(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}
