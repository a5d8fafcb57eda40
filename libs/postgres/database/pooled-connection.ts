import type { PostgresCursor, PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely';
import type { Pool, PoolClient } from 'pg';
import { isOutdated, PreparedStatements, type Statement } from './prepared-statements';

/** In the driver's words; it gives this error no code. */
const NO_ANSWER = /query read timeout/i;

/**
 * With these the server ends the connection right after it has said so: its operator ended it, it stops, or it waited
 * too long.
 * Source: https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const LAST_WORDS: ReadonlySet<string> = new Set(['57P01', '57P02', '57P03', '57P04', '57P05', '25P03', '25P04']);

/**
 * The pool as the queries see it: their statements are prepared, and a connection that is lost for certain is never
 * used again.
 *
 * - A statement got no answer in time. The driver leaves it unfinished on its connection, where all that come after
 *   wait behind it; and a server that vanished without a word (a failover, a cut network) keeps its connections looking
 *   alive for a quarter of an hour.
 * - The server has said that it ends the connection. Until it has done so the pool would give it to the next one who
 *   asks.
 */
export function queriedPool(pool: Pool): PostgresPool {
  const statements = new PreparedStatements();
  return {
    connect: async () => watched(await pool.connect(), statements),
    end: () => pool.end(),
  };
}

/** As much of the driver as takes a statement with its name. */
interface NamedQueries {
  query<Row>(statement: Statement): Promise<PostgresQueryResult<Row>>;
}

function watched(client: PoolClient, statements: PreparedStatements): PostgresPoolClient {
  const asked: PostgresPoolClient = client;
  const named: NamedQueries = client;
  let lost: Error | undefined;
  const ask = async <Row>(sql: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<Row>> => {
    // Not even a rollback: it would wait as long once more.
    if (lost !== undefined) throw lost;
    try {
      return await named.query<Row>(statements.of(sql, parameters));
    } catch (error) {
      if (error instanceof Error && isLoss(error)) lost = error;
      if (!isOutdated(error)) throw error;
      statements.forget();
      // In a transaction nothing is answered any more, and the whole of it must begin again.
      try {
        return await named.query<Row>(statements.of(sql, parameters));
      } catch {
        throw error;
      }
    }
  };
  function query<Row>(sql: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<Row>>;
  function query<Row>(cursor: PostgresCursor<Row>): PostgresCursor<Row>;
  function query<Row>(
    asking: string | PostgresCursor<Row>,
    parameters: readonly unknown[] = [],
  ): Promise<PostgresQueryResult<Row>> | PostgresCursor<Row> {
    return typeof asking === 'string' ? ask<Row>(asking, parameters) : asked.query(asking);
  }
  return {
    query,
    release: () => {
      client.release(lost);
    },
  };
}

function isLoss(error: Error): boolean {
  return NO_ANSWER.test(error.message) || ('code' in error && LAST_WORDS.has(String(error.code)));
}
