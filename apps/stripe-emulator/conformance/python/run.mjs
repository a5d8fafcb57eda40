// Runs the PaymentIntent part of the conformance suite with the official Python SDK.
//
//   node apps/stripe-emulator/conformance/python/run.mjs --install          installs the SDK first, in a temporary place
//   node apps/stripe-emulator/conformance/python/run.mjs --url URL          against an emulator that runs there
//   STRIPE_CONFORMANCE_KEY=sk_test_… node …/run.mjs                         against Stripe's test mode
//
// Without an address it starts the compiled emulator. Ends with 3 when there is no Python with the SDK.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

/** The release made for the same API version as the Node SDK the emulator is written for. */
const SDK = 'stripe==16.1.0';
const CANNOT_RUN = 3;
const here = fileURLToPath(new URL('.', import.meta.url));
const environment = join(tmpdir(), `stripe-emulator-python-${SDK.replace('==', '-')}`);
const ownPython = join(environment, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');

const { values } = parseArgs({ options: { url: { type: 'string' }, install: { type: 'boolean', default: false } } });

function works(command, args) {
  const { status } = spawnSync(command, args, { stdio: 'ignore' });
  return status === 0;
}

function pythonWithSdk() {
  return [ownPython, 'python3', 'python'].find((python) => works(python, ['-c', 'import stripe; stripe.StripeClient']));
}

function install() {
  const python = ['python3', 'python'].find((candidate) => works(candidate, ['-c', 'import venv, ensurepip']));
  if (python === undefined) return;
  works(python, ['-m', 'venv', environment]);
  works(ownPython, ['-m', 'pip', 'install', '--quiet', SDK]);
}

async function startEmulator() {
  const program = join(here, '../../../../dist/apps/stripe-emulator/src/main.js');
  if (!existsSync(program)) throw new Error('The emulator is not compiled: npm run build, or give --url');
  const emulator = spawn(process.execPath, [program, '--port', '0', '--quiet'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of emulator.stdout) {
    const url = /http:\S+/.exec(String(line))?.[0];
    if (url !== undefined) return { url, stop: () => emulator.kill() };
  }
  throw new Error('The emulator did not start');
}

async function place() {
  if (values.url !== undefined) return { url: values.url, stop: () => undefined };
  const key = process.env.STRIPE_CONFORMANCE_KEY;
  if (key === undefined) return startEmulator();
  if (!key.startsWith('sk_test_')) throw new Error('STRIPE_CONFORMANCE_KEY must be a test key: sk_test_…');
  return { url: 'https://api.stripe.com', stop: () => undefined };
}

async function run(python) {
  const { url, stop } = await place();
  const tests = spawn(python, [join(here, 'payment_intents_test.py')], {
    stdio: 'inherit',
    env: { ...process.env, STRIPE_CONFORMANCE_URL: url, PYTHONDONTWRITEBYTECODE: '1' },
  });
  const status = await new Promise((resolve) => tests.on('close', resolve));
  stop();
  return status ?? 1;
}

if (values.install && pythonWithSdk() === undefined) install();
const python = pythonWithSdk();
if (python === undefined) {
  process.stderr.write(`There is no Python with its Stripe SDK (${SDK}) here; --install makes one in ${environment}\n`);
  process.exitCode = CANNOT_RUN;
} else {
  process.exitCode = await run(python);
}
