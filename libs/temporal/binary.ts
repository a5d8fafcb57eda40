import { execFile, spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { access, mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { withProgress } from '../local/progress';

/** The newest version that `go install` can build; the ones after it have a `replace` in their go.mod. */
const version = '1.5.1';

const goPackage = `github.com/temporalio/cli/cmd/temporal@v${version}`;

/** A download that brings nothing for so long will bring nothing more: many networks drop such connections silently. */
const stalledMs = 20_000;
const downloadTimeoutMs = 10 * 60_000;
/** Three minutes on two idle cores with an empty cache. */
const buildTimeoutMs = 20 * 60_000;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The path of a Temporal binary that can run a local server: the one you name or have installed, else one fetched
 * once and kept in your cache directory, outside of the project.
 * @throws Error that says what helps, when there is none and none can be had
 */
export async function findTemporalBinary(env: Environment): Promise<string> {
  const named = env['TEMPORAL_CLI_PATH'];
  if (named !== undefined && named !== '') {
    if (await isProgram(named)) return named;
    throw new Error(`TEMPORAL_CLI_PATH names ${named}, which is not a program.`);
  }
  for (const folder of (env['PATH'] ?? '').split(delimiter)) {
    const path = join(folder, 'temporal');
    if (folder !== '' && (await isProgram(path))) return path;
  }
  const cache = join(env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'holdfast', `temporal-${version}`);
  const cached = join(cache, 'temporal');
  if (await isProgram(cached)) return cached;

  await mkdir(cache, { recursive: true });
  const failures: string[] = [];
  for (const { how, fetch } of [
    { how: 'download', fetch: download },
    { how: 'go install', fetch: build },
  ]) {
    // A folder of its own for each attempt, then one rename: two processes may do this at once, and one may be killed.
    const staging = await mkdtemp(join(cache, 'fetching-'));
    try {
      await rename(await fetch(staging, env), cached);
      return cached;
    } catch (error) {
      failures.push(`${how}: ${firstLine(error)}`);
    } finally {
      await rm(staging, { recursive: true, force: true });
    }
  }
  throw new Error(howToGetIt(failures, cached));
}

function howToGetIt(failures: readonly string[], cached: string): string {
  return [
    'No Temporal server could be found or fetched:',
    ...failures.map((failure) => `  ${failure}`),
    'Any one of these helps:',
    '  install the Temporal CLI so that `temporal` is on your PATH (https://docs.temporal.io/cli)',
    `  go install ${goPackage}`,
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

/**
 * The SDK knows how to download the CLI, but only its testing package, a dev dependency, offers that, and its
 * download cannot be canceled. A process of its own solves both: production installs lack it and say so, and it
 * can be ended.
 */
async function download(staging: string): Promise<string> {
  const script = `
    const { TestWorkflowEnvironment } = require(process.argv[1]);
    const executable = { type: 'cached-download', version: 'v${version}', downloadDir: process.argv[2] };
    TestWorkflowEnvironment.createLocal({ server: { executable } }).then((server) => server.teardown());`;
  const child = spawn(process.execPath, ['-e', script, require.resolve('@temporalio/testing'), staging], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let output = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
  const done = new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(reasonIn(output) ?? `nothing arrived for ${String(stalledMs / 1000)} s`));
    });
  });
  const started = Date.now();
  let bytes = 0;
  let lastArrival = started;
  const watch = setInterval(() => {
    void sizeOf(staging).then((size) => {
      if (size > bytes) lastArrival = Date.now();
      bytes = size;
      if (Date.now() - lastArrival > stalledMs || Date.now() - started > downloadTimeoutMs) child.kill('SIGKILL');
    });
  }, 1_000);
  try {
    await withProgress(`Downloading Temporal ${version}`, done);
  } finally {
    clearInterval(watch);
  }
  return join(staging, `temporal-v${version}`);
}

async function sizeOf(folder: string): Promise<number> {
  const names = await readdir(folder).catch(() => []);
  const sizes = await Promise.all(names.map((name) => stat(join(folder, name)).then((file) => file.size)));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** The SDK repeats itself; the cause is at the end. */
function reasonIn(output: string): string | undefined {
  return /Error: .*/
    .exec(output)?.[0]
    .slice(-160)
    .replace(/^.*?: |\]$/g, '');
}

async function build(staging: string, env: Environment): Promise<string> {
  const work = promisify(execFile)('go', ['install', goPackage], {
    env: { ...env, GOBIN: staging },
    timeout: buildTimeoutMs,
  });
  await withProgress(`Building Temporal ${version} with Go, about three minutes, only this once`, work);
  return join(staging, 'temporal');
}

function firstLine(error: unknown): string {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 'Go is not installed';
  return error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
}
