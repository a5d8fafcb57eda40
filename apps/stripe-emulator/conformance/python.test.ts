import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { startEmulator } from '../src/server';

const CANNOT_RUN = 3;

async function run(url: string): Promise<{ readonly status: number | null; readonly said: string }> {
  const runner = spawn(process.execPath, [join(__dirname, 'python/run.mjs'), '--url', url], {
    env: { ...process.env, STRIPE_CONFORMANCE_KEY: undefined },
  });
  let said = '';
  for (const stream of [runner.stdout, runner.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      said += chunk.toString('utf8');
    });
  }
  const status = await new Promise<number | null>((resolve) => runner.on('close', resolve));
  return { status, said };
}

describe('the PaymentIntent part with the Python SDK', () => {
  it('passes, or says loudly that it did not run', async () => {
    const emulator = await startEmulator({ checked: true });
    const { status, said } = await run(emulator.url);
    await emulator.close();
    const outcome = status === CANNOT_RUN ? `\nNOT RUN: Python conformance. ${said}\n` : '';
    process.stdout.write(outcome === '' ? `\nPython conformance: ${said.trim().split('\n').at(-3) ?? ''}\n` : outcome);
    expect({ status: status === CANNOT_RUN ? 0 : status, said }).toMatchObject({ status: 0 });
  });
});
