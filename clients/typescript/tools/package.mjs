// Builds the npm package `@holdfast/client` out of the API's own document, and packs it:
//
//   node clients/typescript/tools/package.mjs --document FILE-OR-URL [--to FOLDER]     default dist/client-package
//
// The document is `/openapi.json` of a Holdfast that runs: `--document $HOLDFAST/openapi.json`. The last line it prints
// is the path of the tarball. Publishing it is `npm publish` of that file.
import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const client = fileURLToPath(new URL('..', import.meta.url));
const root = resolve(client, '../..');
const { values } = parseArgs({ options: { document: { type: 'string' }, to: { type: 'string' } } });
if (values.document === undefined) fail('Name the document of the API: --document $HOLDFAST/openapi.json');
const target = resolve(values.to ?? join(root, 'dist/client-package'));

/** Of a target folder only what this program makes is removed: the folder is named by whoever calls it. */
for (const made of ['src', 'lib', 'node_modules']) rmSync(join(target, made), { recursive: true, force: true });
mkdirSync(target, { recursive: true });
cpSync(join(client, 'src'), join(target, 'src'), { recursive: true });
for (const file of ['package.json', 'README.md', 'tsconfig.package.json'])
  copyFileSync(join(client, file), join(target, file));
copyFileSync(join(root, 'LICENSE'), join(target, 'LICENSE'));
bundle();
// Its default flags: whoever generates types by himself gets the same.
run(join(root, 'node_modules/openapi-typescript/bin/cli.js'), [values.document, '-o', join(target, 'src/api.ts')]);
run(join(root, 'node_modules/typescript/bin/tsc'), [
  ...['-p', join(target, 'tsconfig.package.json'), '--outDir', join(target, 'lib')],
  ...['--typeRoots', join(root, 'node_modules/@types')],
]);
const packed = JSON.parse(spawned('npm', ['pack', '--json', '--pack-destination', target], target));
process.stdout.write(`${join(target, packed[0].filename)}\n`);

/** What it needs comes with it: installing it asks nobody for anything else. */
function bundle() {
  const { bundleDependencies } = JSON.parse(readFileSync(join(client, 'package.json'), 'utf8'));
  for (const name of bundleDependencies) {
    cpSync(join(root, 'node_modules', name), join(target, 'node_modules', name), { recursive: true });
  }
}

function run(program, args) {
  spawned(process.execPath, [program, ...args], root);
}

function spawned(command, args, cwd) {
  const { error, status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (status === 0) return stdout;
  fail(`${stdout ?? ''}${stderr ?? ''}${error?.message ?? ''}\n${command} failed.`);
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
