// Proves that a generator of Python clients reads the document of the API, and that its client places an order:
//
//   node clients/python/prove.mjs
//
// Starts Holdfast as `npm start` does, and installs the generator into dist/: it needs Python and its package index.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const GENERATOR = 'openapi-python-client==0.29.1';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = join(here, '../..');
const place = join(root, 'dist/python-client');
const python = join(place, 'venv/bin/python');

/** Of sysexits.h: a service that is needed is not there. Nothing is proven then, and nothing is disproven. */
const UNAVAILABLE = 69;

try {
  if (!existsSync(python)) run('python3', '-m', 'venv', join(place, 'venv'));
  run(python, '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', GENERATOR);
} catch (error) {
  process.stderr.write(
    `NOT PROVEN: ${GENERATOR} could not be installed (${error.message}). It needs python3 with venv, and Python's package index.\n`,
  );
  process.exit(UNAVAILABLE);
}

const holdfast = spawn(process.execPath, [join(root, 'dist/apps/local/src/start.js')], {
  cwd: root,
  stdio: ['ignore', 'pipe', 'inherit'],
});
try {
  const url = await exportedBy(holdfast);
  const document = await (await fetch(`${url}/openapi.json`)).text();
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, 'openapi.json'), document);
  const client = join(place, 'client');
  rmSync(client, { recursive: true, force: true });
  const generator = join(place, 'venv/bin/openapi-python-client');
  run(generator, 'generate', '--path', join(place, 'openapi.json'), '--output-path', client, '--fail-on-warning');
  execFileSync(python, [join(here, 'place_order.py')], {
    env: { HOLDFAST: url, PYTHONPATH: client },
    stdio: 'inherit',
  });
} finally {
  holdfast.kill('SIGINT');
}

function run(command, ...args) {
  // The generator formats what it writes with a program that stands beside it.
  const env = { ...process.env, PATH: `${join(place, 'venv/bin')}${delimiter}${process.env.PATH ?? ''}` };
  execFileSync(command, args, { env, stdio: 'inherit' });
}

/** The line that is for the shell one tries things in. */
function exportedBy(program) {
  return new Promise((resolve, reject) => {
    let printed = '';
    program.stdout.on('data', (chunk) => {
      printed += chunk;
      const [, url] = /export HOLDFAST=(\S+)\n/.exec(printed) ?? [];
      if (url !== undefined) resolve(url);
    });
    program.once('close', () => reject(new Error(`Holdfast did not start:\n${printed}`)));
  });
}
