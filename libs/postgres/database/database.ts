import { Kysely, PostgresDialect, type Transaction as KyselyTransaction } from 'kysely';
import { Pool, TypeOverrides, types } from 'pg';
import { nestedRows } from './nested-rows';
import { queriedPool } from './pooled-connection';
import type { Schema } from '../records/schema';

/** A pool of connections with typed queries. Close it with `destroy()`. */
export type Database = Kysely<Schema>;

/** What runs inside `inTransaction`; stores that write take this, so that they cannot write outside of one. */
export type Transaction = KyselyTransaction<Schema>;

/** How a pool of connections is opened. */
export interface DatabaseOptions {
  readonly url: string;
  /** Shown by PostgreSQL to whoever asks what is connected. */
  readonly applicationName: string;
  /** Connections at most, 10 without it. Whoever needs one more waits for one of them, 5 s at most. */
  readonly poolSize?: number;
  /** Told when a connection breaks, idle or in use; the pool replaces it, and whoever used it gets an error. */
  readonly onConnectionLost?: (error: Error) => void;
}

// Every query here touches a few rows by key. One that takes longer waits for a lock or a dying server, and its
// activity must learn so before Temporal's own timeout ends it.
const STATEMENT_TIMEOUT_MS = 10_000;
const CONNECTION_TIMEOUT_MS = 5_000;

/** Opens a pool; connects first when something is asked of it. */
export function openDatabase(options: DatabaseOptions): Database {
  const pool = new Pool({
    connectionString: options.url,
    application_name: options.applicationName,
    max: options.poolSize ?? 10,
    connectionTimeoutMillis: CONNECTION_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    // The client's own clock, a little later: it also ends a wait for a server that no longer answers.
    query_timeout: STATEMENT_TIMEOUT_MS + 2_000,
    idle_in_transaction_session_timeout: STATEMENT_TIMEOUT_MS,
    types: conversions(),
  });
  // An error that nobody listens to ends the process. The pool listens to idle connections only and passes their errors
  // on; between two statements of a transaction the connection is ours, so each has a listener of its own for as long
  // as it lives.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => {
    client.on('error', (error) => options.onConnectionLost?.(error));
  });
  return new Kysely<Schema>({ dialect: new PostgresDialect({ pool: queriedPool(pool) }) });
}

/** The one place where PostgreSQL's text becomes a value of ours. */
function conversions(): TypeOverrides {
  const overrides = new TypeOverrides();
  overrides.setTypeParser(types.builtins.INT8, toSafeInteger);
  overrides.setTypeParser(types.builtins.TIMESTAMPTZ, toInstant);
  // No column is of this type: what shops and Stripe send is jsonb.
  overrides.setTypeParser(types.builtins.JSON, (text) => nestedRows(text, toInstant));
  return overrides;
}

/** @throws RangeError above 2^53, where a number would silently become another */
export function toSafeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`${text} from the database is not a safe integer`);
  return value;
}

function toInstant(text: string): string {
  // PostgreSQL writes `2026-11-22 10:00:00.5+00`, which JavaScript reads once it has a T and minutes in the offset. In
  // JSON it has both.
  const iso = text.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00');
  return new Date(iso).toISOString();
}
