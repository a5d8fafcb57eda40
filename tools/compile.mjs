import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { runChild, withProgress } from './child.mjs';

const sources = ['apps', 'libs', 'workflows', 'activities', 'bench', 'test/faults', 'test/setup'];
const settings = ['tsconfig.json', 'tsconfig.build.json', 'package-lock.json'];
const stamp = 'dist/.compiled';
const lock = 'dist/.compiling';
const waitTimeoutMs = 5 * 60_000;

/** Compiles into dist/ what has changed, and bundles the workflows; costs nothing when nothing has. */
export async function compile() {
  mkdirSync('dist', { recursive: true });
  await takeLock();
  const release = () => rmSync(lock, { force: true });
  process.once('exit', release);
  try {
    const now = fingerprint();
    if (existsSync(stamp) && readFileSync(stamp, 'utf8') === now) return;
    rmSync(stamp, { force: true });
    await step('Compiling', ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json']);
    const bundler = 'dist/apps/worker/src/bundle-workflows.js';
    if (existsSync(bundler)) await step('Bundling workflows', [bundler]);
    writeFileSync(stamp, now);
  } finally {
    release();
    process.off('exit', release);
  }
}

async function step(what, args) {
  const { code, output } = await withProgress(what, runChild(process.execPath, args));
  if (code !== 0) throw new Error(`${output}\n${what} failed, see above.`);
}

/** Size and time of every source file: reading them all would take longer than most commands. */
function fingerprint() {
  const hash = createHash('sha256').update(process.version);
  const files = sources.filter(existsSync).flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.endsWith('.test.ts'))
      .map((entry) => `${entry.parentPath ?? entry.path}/${entry.name}`),
  );
  for (const path of [...files.sort(), ...settings]) {
    const { size, mtimeMs } = statSync(path);
    hash.update(`${path} ${size} ${mtimeMs}\n`);
  }
  return hash.digest('hex');
}

/** `npm run api` and `npm run worker` are often started together: the second waits for what the first compiles. */
async function takeLock() {
  for (const until = Date.now() + waitTimeoutMs; Date.now() < until; await sleep(100)) {
    try {
      writeFileSync(openSync(lock, 'wx'), String(process.pid));
      return;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      if (!isRunning(lock)) rmSync(lock, { force: true });
    }
  }
  throw new Error(`Another command has been compiling for minutes; if none is running, delete ${lock}.`);
}

function isRunning(path) {
  try {
    const pid = Number(readFileSync(path, 'utf8'));
    // Empty for a moment between being made and being written: whoever made it is alive.
    if (pid === 0) return Date.now() - statSync(path).mtimeMs < 5_000;
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM' || error.code === 'ENOENT';
  }
}
