// `npm run <command>`: makes sure that what the command needs is there (Node, dependencies, compiled code) and then
// becomes that command. Plain Node without dependencies, because it runs before they are installed.
import { existsSync } from 'node:fs';
import Module from 'node:module';
import { constants } from 'node:os';
import { join } from 'node:path';
import { check } from './check.mjs';
import { compile } from './compile.mjs';
import { ensureInstalled } from './install.mjs';

const root = join(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '..');

// `page` commands serve the console or test it, and build it first, which takes seconds; the demo does not wait for it.
// `configured` commands are parts of a deployment and read .env; demo, start and test bring all they need themselves.
const commands = {
  demo: { program: 'dist/apps/local/src/demo.js' },
  start: { program: 'dist/apps/local/src/start.js', page: true },
  'example-shop': { program: 'dist/apps/local/src/example-shop.js' },
  migrate: { program: 'dist/apps/local/src/migrate.js', configured: true },
  deployment: { program: 'dist/apps/local/src/deployment.js', configured: true },
  doctor: { program: 'dist/apps/local/src/doctor.js', configured: true },
  audit: { program: 'dist/apps/local/src/audit.js', configured: true },
  journal: { program: 'dist/apps/local/src/journal.js', configured: true },
  adopt: { program: 'dist/apps/local/src/adopt.js', configured: true },
  api: { program: 'dist/apps/api/src/main.js', configured: true, page: true },
  worker: { program: 'dist/apps/worker/src/main.js', configured: true },
  // Other people's software against the emulator: npm run emulator-tools -- --help
  'emulator-tools': { program: 'apps/stripe-emulator/real-tools/run.mjs' },
  // Captures a second of it: npm run emulator-speed -- --rounds 5
  'emulator-speed': { program: 'dist/apps/stripe-emulator/bench/captures.js' },
  'stripe-emulator': { program: 'dist/apps/stripe-emulator/src/main.js', configured: true },
  'wooshpay-emulator': { program: 'dist/apps/wooshpay-emulator/src/main.js', configured: true },
  // One of the measuring programs: node tools/run.mjs bench <name>
  bench: { program: `dist/bench/${process.argv[3]}.js`, ownArguments: 1 },
  // Every life once more for every call and every fault: npm run test:faults -- --help
  'test:faults': { program: 'dist/test/faults/explore.js' },
  // Whole-system tests start the compiled processes.
  test: { program: 'node_modules/jest/bin/jest.js', page: true },
  // All scenarios, of which the tests draw a sample.
  'test:scenarios': { program: 'node_modules/jest/bin/jest.js', args: ['test/scenarios'], env: { SCENARIOS: '' } },
};

checkNode();
process.chdir(root);
for (const stream of [process.stdout, process.stderr]) stream.on('error', endUnread);
const [name, ...args] = process.argv.slice(2);
const command = commands[name];
if (!command && name !== 'check') {
  process.stderr.write(`Usage: node tools/run.mjs ${[...Object.keys(commands), 'check'].join(' | ')}\n`);
  process.exit(2);
}

try {
  await ensureInstalled();
  if (name === 'check') process.exit(await check());
  await compile(command);
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
for (const stream of [process.stdout, process.stderr]) stream.off('error', endUnread);
if (command.configured && existsSync('.env')) process.loadEnvFile('.env');
surviveRepeatedSignals();
for (const [variable, value] of Object.entries(command.env ?? {})) process.env[variable] ??= value;
const programArgs = [...(command.args ?? []), ...args.slice(command.ownArguments ?? 0)];
process.argv = [process.execPath, join(root, command.program), ...programArgs];
if (!existsSync(process.argv[1])) {
  process.stderr.write(`There is no ${command.program}.\n`);
  process.exit(2);
}
Module.runMain(process.argv[1]);

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if ((major === 20 && minor >= 19) || (major === 22 && minor >= 13) || major >= 24) return;
  process.stderr.write(`Holdfast needs Node 20.19, 22.13, 24 or newer. This is Node ${process.versions.node}.\n`);
  process.exit(1);
}

/** Nobody reads what we print any more (`npm run demo | head`): what was begun ends, and that is no failure. */
function endUnread(error) {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
}

/**
 * Ctrl-C reaches us from the terminal, and from npm once more: only the first may count, or it would cut off the
 * clean stop that the first began. A person who presses again after a while means it.
 */
function surviveRepeatedSignals() {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    let first;
    process.on(signal, () => {
      first ??= Date.now();
      const code = 128 + constants.signals[signal];
      if (process.listenerCount(signal) === 1 || Date.now() - first > 2_000) process.exit(code);
      // From here on only this listener is left of those who listen once.
      process.on(signal, () => undefined);
    });
  }
}
