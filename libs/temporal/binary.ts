import { constants } from 'node:fs';
import { access, mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { withProgress } from '../local/progress';
import { GO_PACKAGE, SOURCES, TEMPORAL_VERSION, type HostEnvironment, type Source } from './binary-sources';

/**
 * The path of a Temporal binary that can run a local server: the one you name or have installed, else one fetched
 * once and kept in your cache directory, outside of the project.
 * @throws Error with what was tried and what a person can do
 */
export async function findTemporalBinary(env: HostEnvironment): Promise<string> {
  const named = env['TEMPORAL_CLI_PATH'];
  if (named !== undefined && named !== '') {
    if (await isProgram(named)) return named;
    throw new Error(`TEMPORAL_CLI_PATH names ${named}, which is not a program.`);
  }
  for (const folder of (env['PATH'] ?? '').split(delimiter)) {
    const path = join(folder, 'temporal');
    if (folder !== '' && (await isProgram(path))) return path;
  }
  const cache = join(env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'holdfast', `temporal-${TEMPORAL_VERSION}`);
  const cached = join(cache, 'temporal');
  if (await isProgram(cached)) return cached;

  await mkdir(cache, { recursive: true });
  const fetched = fetchFirst(SOURCES, { cache, cached, env });
  return withProgress(`Fetching Temporal ${TEMPORAL_VERSION}, about 50 MB, only this once`, fetched);
}

/** Where binaries are kept, and what fetches one. */
export interface Fetching {
  readonly cache: string;
  /** The path of the binary that all look for. */
  readonly cached: string;
  readonly env: HostEnvironment;
}

/**
 * Tries every source, those that wait after a while or once all others have failed. The first to bring a binary wins,
 * and the others are ended. @returns its path @throws Error with what was tried and what a person can do
 */
export async function fetchFirst(sources: readonly Source[], fetching: Fetching): Promise<string> {
  const decided = new AbortController();
  const eager = sources.filter(({ waitsMs }) => waitsMs === 0).map((source) => bring(source, fetching, decided.signal));
  const patient = sources
    .filter(({ waitsMs }) => waitsMs > 0)
    .map(async (source) => {
      await headStart(source, eager);
      return bring(source, fetching, decided.signal);
    });
  const attempts = [...eager, ...patient];
  try {
    return await Promise.any(attempts);
  } catch (error) {
    const reasons: readonly unknown[] = error instanceof AggregateError ? error.errors : [error];
    throw new Error(howToGetIt(reasons.map(String), fetching.cached), { cause: error });
  } finally {
    decided.abort();
    await Promise.allSettled(attempts);
  }
}

/** Resolves when the others have had their time, or all of them have failed. */
async function headStart({ waitsMs }: Source, others: readonly Promise<string>[]): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const time = new Promise<void>((resolve) => (timer = setTimeout(resolve, waitsMs)));
  await Promise.race([time, Promise.allSettled(others)]);
  clearTimeout(timer);
}

async function bring({ how, fetch }: Source, { cache, cached, env }: Fetching, signal: AbortSignal): Promise<string> {
  // A folder of its own for each attempt, then one rename: two processes may do this at once, and one may be killed.
  const staging = await mkdtemp(join(cache, 'fetching-'));
  try {
    signal.throwIfAborted();
    await rename(await fetch({ staging, env, signal }), cached);
    return cached;
  } catch (error) {
    throw new Error(`${how}: ${firstLine(error)}`, { cause: error });
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

function howToGetIt(failures: readonly string[], cached: string): string {
  return [
    'No Temporal server could be found or fetched:',
    ...failures.map((failure) => `  ${failure.replace(/^Error: /, '')}`),
    'Any one of these helps:',
    '  install the Temporal CLI so that `temporal` is on your PATH (https://docs.temporal.io/cli)',
    `  go install ${GO_PACKAGE}`,
    `  put a temporal binary at ${cached}, or name one in TEMPORAL_CLI_PATH`,
    '  name a running server in TEMPORAL_ADDRESS (npm start and npm run demo)',
  ].join('\n');
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

function firstLine(error: unknown): string {
  return error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
}
