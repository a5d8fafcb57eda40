// The console (apps/console), which the API serves:
//
//   node tools/console.mjs          its types are checked and its page is built: part of `npm run build`
//   node tools/console.mjs check    its types alone: part of `npm run check`
//   node tools/console.mjs types    the types of the API that it uses: part of `npm run lint`
//
// Its types are those of the API's own document, which compiled code prints without a server.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { runChild, withProgress } from './child.mjs';
import { compile } from './compile.mjs';

/** All parts together, compressed as they are sent: docs/decisions/0062. */
const bytesAtMost = 350 * 1024;

/** Builds the page into dist/console. Types are not looked at. */
export async function buildConsole() {
  await run('Building the console', ['node_modules/vite/bin/vite.js', 'build', 'apps/console', '--logLevel', 'warn']);
  const folder = 'dist/console/console';
  const bytes = readdirSync(folder).map((name) => gzipSync(readFileSync(`${folder}/${name}`)).length);
  const sum = bytes.reduce((all, each) => all + each, 0);
  if (sum > bytesAtMost) throw new Error(`The console has ${sum} bytes of gzip, and may have ${bytesAtMost}.`);
}

async function makeTypes() {
  const { output } = await run('Reading the API', ['dist/apps/api/src/print-openapi.js']);
  mkdirSync('dist/openapi', { recursive: true });
  writeFileSync('dist/openapi/openapi.json', output);
  const from = 'node_modules/openapi-typescript/bin/cli.js';
  await run('Making types of the API', [from, 'dist/openapi/openapi.json', '-o', 'dist/openapi/api.d.ts']);
}

async function checkTypes() {
  await run('Checking the console', ['node_modules/typescript/bin/tsc', '-p', 'apps/console']);
}

async function run(what, args) {
  const done = await withProgress(what, runChild(process.execPath, args));
  if (done.code !== 0) throw new Error(`${done.output}\n${what} failed, see above.`);
  return done;
}

if (process.argv[1] === import.meta.filename) {
  try {
    const [, , only] = process.argv;
    if (only !== undefined) await compile();
    await makeTypes();
    if (only !== 'types') await checkTypes();
    if (only === undefined) await buildConsole();
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
