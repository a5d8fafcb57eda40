import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { freePort } from '../../../libs/local/port';
import { startProgram, untilReady } from '../../../libs/local/program';
import { startStack } from './stack';

/** `npm run example-shop`: everything on this machine, and a shop that uses it, until Ctrl-C. */
async function main(): Promise<void> {
  process.stdout.write('Starting Holdfast and the example shop …\n');
  const port = await freePort();
  const secret = `whsec_${randomBytes(32).toString('base64')}`;
  const stack = await startStack({
    env: process.env,
    exitCodeOnSignal: 0,
    apiEnv: {
      EVENT_ENDPOINTS: `shop http://127.0.0.1:${port.toString()}/holdfast ${secret}`,
      EVENT_ENDPOINTS_INTERNAL: 'allowed',
    },
  });
  let open = false;
  const program = await startProgram({
    name: 'The example shop',
    command: process.execPath,
    args: [resolve('examples/shop/shop.mjs')],
    env: {
      HOLDFAST: stack.apiUrl,
      EVENT_SECRET: secret,
      STRIPE_EMULATOR: stack.emulator.url,
      STRIPE_PUBLISHABLE: stack.emulator.apiKey.replace(/^sk/, 'pk'),
      PORT: port.toString(),
    },
    onLine: (line) => {
      open ||= line.startsWith('The shop is open');
      process.stdout.write(`${line}\n`);
    },
  });
  await untilReady({ name: 'The example shop', timeoutMs: 30_000, program, answers: () => Promise.resolve(open) });
  process.stdout.write(`  export HOLDFAST=${stack.apiUrl}\nCtrl-C stops everything.\n`);
  void program.ended.then(async () => {
    await stack.stop();
    process.exitCode = 1;
  });
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
