import type { PostgresCursor, PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely';
import type { Pool, PoolClient } from 'pg';

/** In the driver's words; it gives this error no code. */
const NO_ANSWER = /query read timeout/i;

/**
 * The pool as the queries see it: a connection on which a statement got no answer in time is never used again. The
 * driver leaves such a statement unfinished on its connection, where all that come after wait behind it; and a server
 * that vanished without a word (a failover, a cut network) keeps its connections looking alive for a quarter of an
 * hour.
 */
export function withoutSilentConnections(pool: Pool): PostgresPool {
  return {
    connect: async () => watched(await pool.connect()),
    end: () => pool.end(),
  };
}

function watched(client: PoolClient): PostgresPoolClient {
  const asked: PostgresPoolClient = client;
  let silent: Error | undefined;
  const ask = async <Row>(sql: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<Row>> => {
    // Not even a rollback: it would wait as long once more.
    if (silent !== undefined) throw silent;
    try {
      return await asked.query<Row>(sql, parameters);
    } catch (error) {
      if (error instanceof Error && NO_ANSWER.test(error.message)) silent = error;
      throw error;
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
      client.release(silent);
    },
  };
}
