import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { guardDirectory } from '../../libs/local/guard';
import { startEmbeddedPostgres } from '../../libs/postgres/database/embedded-server';
import { migrateFor } from '../../libs/postgres/deployment/migrate';
import { eventually } from './eventually';
import { TEST_DEPLOYMENT } from './postgres';

/** A PostgreSQL server of the caller's own, migrated, that can be killed and comes back with all it had confirmed. */
export interface MortalPostgres {
  /** Stays the same. */
  readonly url: string;
  /** SIGKILL to the server; its connections break, and new ones are refused. */
  kill9(): Promise<void>;
  /** After kill9: it recovers, and then answers again. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

export interface MortalPostgresOptions {
  /** Whose database it is; that of the tests when none is named. */
  readonly deployment?: string;
  readonly logFile?: string;
}

export async function startMortalPostgres(options: MortalPostgresOptions = {}): Promise<MortalPostgres> {
  const { deployment = TEST_DEPLOYMENT, ...logged } = options;
  const dataDir = await mkdtemp(join(tmpdir(), 'holdfast-mortal-'));
  const release = guardDirectory(dataDir);
  let server = await startEmbeddedPostgres({ dataDir, ...logged });
  const { url } = server;
  await migrateFor(url, deployment);
  const start = async (): Promise<void> => {
    // Backends of the killed server may live for a moment, and another one waits for none of them: it ends.
    const started = await eventually(
      () => startEmbeddedPostgres({ dataDir, port: Number(new URL(url).port), ...logged }).catch(String),
      (answer) => typeof answer !== 'string',
    );
    if (typeof started === 'string') throw new Error(started);
    if (started.url !== url) throw new Error(`the port of ${url} was taken meanwhile`);
    server = started;
  };
  return {
    url,
    kill9: () => server.kill9(),
    start,
    stop: async () => {
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
      release();
    },
  };
}
