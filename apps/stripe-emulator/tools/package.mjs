// Builds the npm package `stripe-emulator`, which needs nothing but Node, and packs it:
//
//   node apps/stripe-emulator/tools/package.mjs [--to FOLDER]     default dist/stripe-emulator-package
//
// The last line it prints is the path of the tarball. Publishing it is `npm publish` of that file.
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const app = fileURLToPath(new URL('..', import.meta.url));
const root = resolve(app, '../..');
const { values } = parseArgs({ options: { to: { type: 'string' } } });
const target = resolve(values.to ?? join(root, 'dist/stripe-emulator-package'));

/** Of a target folder only what this program makes is removed: the folder is named by whoever calls it. */
rmSync(join(target, 'lib'), { recursive: true, force: true });
mkdirSync(target, { recursive: true });
run(process.execPath, [
  join(root, 'node_modules/typescript/bin/tsc'),
  ...['-p', join(app, 'tsconfig.package.json'), '--outDir', join(target, 'lib')],
]);
// npm makes it executable where it installs it; a container starts it as it is.
chmodSync(join(target, 'lib/apps/stripe-emulator/src/main.js'), 0o755);
for (const file of ['package.json', 'README.md']) copyFileSync(join(app, file), join(target, file));
copyFileSync(join(root, 'LICENSE'), join(target, 'LICENSE'));
const [packed] = JSON.parse(run('npm', ['pack', '--json', '--pack-destination', target], target));
process.stdout.write(`${join(target, packed.filename)}\n`);

function run(command, args, cwd = root) {
  const { error, status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (status === 0) return stdout;
  process.stderr.write(`${stdout ?? ''}${stderr ?? ''}${error?.message ?? ''}\n${command} failed.\n`);
  process.exit(1);
}
