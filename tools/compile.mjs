import {
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runChild, withProgress } from './child.mjs';
import { swcOptions } from './swc-options.cjs';

const sources = ['apps', 'libs', 'workflows', 'activities', 'bench', 'test'];
const settings = ['tsconfig.json', 'tools/compile.mjs', 'tools/swc-options.cjs', 'package-lock.json'];
const stamp = 'dist/.compiled';
const lock = 'dist/.compiling';
const waitTimeoutMs = 5 * 60_000;

/** Of the console, and what it uses of the domain. */
const pageSources = ['apps/console', 'libs/domain/money'];
const pageStamp = 'dist/console/.built';

/**
 * Compiles into dist/ what has changed, and bundles the workflows; costs nothing when nothing has. Types are not looked
 * at, which would take ten times as long: `npm run check` and `npm run build` do.
 * @param page whether the console is built too, if it has changed
 */
export async function compile({ page = false } = {}) {
  mkdirSync('dist', { recursive: true });
  await takeLock();
  const release = () => rmSync(lock, { force: true });
  process.once('exit', release);
  try {
    await compileSources();
    if (page) await buildPage();
  } finally {
    release();
    process.off('exit', release);
  }
}

async function compileSources() {
  const before = readStamp();
  const now = { settings: settingsState(), files: statesOf(sourceFiles()) };
  const isAnew = before.settings !== now.settings;
  const changed = Object.keys(now.files).filter((path) => isAnew || now.files[path] !== before.files[path]);
  const gone = Object.keys(before.files).filter((path) => !(path in now.files));
  if (changed.length === 0 && gone.length === 0) return;
  rmSync(stamp, { force: true });
  if (isAnew) clear();
  for (const path of gone) for (const output of outputsOf(path)) rmSync(output, { force: true });
  const what = isAnew ? `Compiling ${changed.length} files, the first time only` : 'Compiling what has changed';
  await withProgress(what, compileFiles(changed));
  if ([...changed, ...gone].some(isBundled)) await bundleWorkflows();
  writeFileSync(stamp, JSON.stringify(now));
}

async function buildPage() {
  const now = `${settingsState()} ${JSON.stringify(statesOf(pageSources.flatMap(filesIn)))}`;
  if (existsSync(pageStamp) && readFileSync(pageStamp, 'utf8') === now) return;
  const { buildConsole } = await import('./console.mjs');
  await buildConsole();
  writeFileSync(pageStamp, now);
}

function readStamp() {
  const none = { settings: '', files: {} };
  if (!existsSync(stamp)) return none;
  try {
    return JSON.parse(readFileSync(stamp, 'utf8'));
  } catch {
    // Of an older release of this program.
    return none;
  }
}

function settingsState() {
  return `${process.version} ${JSON.stringify(statesOf(settings))}`;
}

/** Size and time of each file: reading them all would take longer than most commands. */
function statesOf(paths) {
  return Object.fromEntries(
    paths.map((path) => {
      const { size, mtimeMs } = statSync(path);
      return [path, `${size} ${mtimeMs}`];
    }),
  );
}

function sourceFiles() {
  const files = sources.flatMap(filesIn).filter((path) => !path.startsWith('apps/console/'));
  return files.filter(
    (path) => (path.endsWith('.ts') && !path.endsWith('.test.ts')) || path.endsWith('.generated.json'),
  );
}

function filesIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath ?? entry.path}/${entry.name}`);
}

function outputsOf(path) {
  if (!path.endsWith('.ts')) return [`dist/${path}`];
  const output = `dist/${path.slice(0, -'.ts'.length)}.js`;
  return [output, `${output}.map`];
}

/** What tsc, or an older release of this program, has left would be taken for ours. */
function clear() {
  for (const folder of sources) rmSync(`dist/${folder}`, { recursive: true, force: true });
  rmSync('dist/.tsbuildinfo', { force: true });
}

async function compileFiles(paths) {
  for (const folder of new Set(paths.map(dirname))) mkdirSync(`dist/${folder}`, { recursive: true });
  // Only now: this program runs before anything is installed.
  const { transformFile } = await import('@swc/core');
  const options = { ...swcOptions, sourceMaps: true, swcrc: false };
  await Promise.all(
    paths.map(async (path) => {
      const [output, mapFile] = outputsOf(path);
      if (mapFile === undefined) return cpSync(path, output);
      const sourceFileName = relative(dirname(output), path);
      const { code, map } = await transformFile(path, { ...options, sourceFileName });
      const reference = `//# sourceMappingURL=${mapFile.slice(mapFile.lastIndexOf('/') + 1)}\n`;
      await Promise.all([writeFile(output, `${code}${reference}`), writeFile(mapFile, map)]);
    }),
  );
}

/** Workflow code imports nothing else of ours. */
function isBundled(path) {
  return path.startsWith('workflows/') || path.startsWith('libs/');
}

async function bundleWorkflows() {
  const work = runChild(process.execPath, ['dist/apps/worker/src/bundle-workflows.js']);
  const { code, output } = await withProgress('Bundling workflows', work);
  if (code !== 0) throw new Error(`${output}\nBundling workflows failed, see above.`);
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
