import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { startEmulator } from '../src/server';

/** The first run on a machine installs the SDKs. */
const PATIENCE_MS = 180_000;
/** Quick ones of two ages, and the documentation's own commands; `npm run emulator-tools` runs them all. */
const SAMPLE = ['node14', 'node18', 'curl'];

async function run(url: string): Promise<{ readonly status: number | null; readonly said: string }> {
  const runner = spawn(process.execPath, [join(__dirname, 'run.mjs'), '--url', url, ...SAMPLE]);
  let said = '';
  for (const stream of [runner.stdout, runner.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      said += chunk.toString('utf8');
    });
  }
  const status = await new Promise<number | null>((resolve) => runner.on('close', resolve));
  return { status, said };
}

describe("other people's software", () => {
  it(
    'works with the emulator, which keeps its laws; what is not on this machine is named',
    async () => {
      const emulator = await startEmulator({ checked: true });
      const { status, said } = await run(emulator.url);
      await emulator.close();
      process.stdout.write(`\nA sample of npm run emulator-tools:\n${said}\n`);
      expect({ status, said }).toMatchObject({ status: 0 });
      expect(said).toContain('6/6  curl commands of the documentation');
      expect(said).toMatch(/(9\/9|MISSING) {2}stripe-node 14/);
      expect(said).toMatch(/(9\/9|MISSING) {2}stripe-node 18/);
    },
    PATIENCE_MS,
  );
});
