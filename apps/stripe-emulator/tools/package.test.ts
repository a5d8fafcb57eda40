import { execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { isJsonObject } from '../../../libs/emulation/objects/json';

const run = promisify(execFile);
/** Compiling, packing and installing on a busy machine. */
const PATIENCE_MS = 120_000;
const ROOT = join(__dirname, '../../..');

describe('the npm package stripe-emulator', () => {
  let folder: string;
  let shop: string;
  let tarball: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'stripe-emulator-package-'));
    shop = join(folder, 'shop');
    const { stdout } = await run(process.execPath, [join(__dirname, 'package.mjs'), '--to', join(folder, 'package')]);
    tarball = stdout.trim();
    await mkdir(shop);
    await writeFile(join(shop, 'package.json'), '{ "name": "shop", "private": true }');
    // An empty cache and no network: whatever it depends on would be missed here.
    const offline = ['--offline', '--no-audit', '--no-fund', '--cache', join(folder, 'cache')];
    await run('npm', ['install', ...offline, tarball], { cwd: shop });
  }, PATIENCE_MS);

  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it('is started by npx and answers requests, also when nobody reads its log any more', async () => {
    const program = spawn('npx', ['--offline', 'stripe-emulator', '--port', '0'], { cwd: shop, detached: true });
    try {
      const url = await addressIn(program.stdout);
      // Nobody reads its log any more, as after `| head -1`.
      program.stdout.destroy();
      expect(await holdOf(url)).toMatchObject({ object: 'payment_intent', status: 'requires_capture' });
      expect(await (await fetch(`${url}/_emulator/health`)).json()).toEqual({ status: 'ok' });
    } finally {
      // npx starts it as a child of its own: the whole group ends.
      if (program.pid !== undefined) process.kill(-program.pid, 'SIGTERM');
    }
  });

  it.each([
    ['require', 'shop.cjs', `const { startEmulator } = require('stripe-emulator');`],
    ['import', 'shop.mjs', `import { startEmulator } from 'stripe-emulator';`],
  ])('is started from a program by %s, and ends with close', async (_way, file, first) => {
    const text = `${first}
      startEmulator().then(async ({ url, close }) => {
        const headers = { authorization: 'Bearer sk_test_shop' };
        const { status } = await fetch(url + '/v1/account', { headers });
        await close();
        console.log(status);
      });`;
    await writeFile(join(shop, file), text);
    const { stdout } = await run(process.execPath, [file], { cwd: shop });
    expect(stdout.trim()).toBe('200');
  });

  it('brings types that a strict program compiles with', async () => {
    await writeFile(
      join(shop, 'shop.ts'),
      `import { startEmulator } from 'stripe-emulator';
       import type { Emulator, EmulatorOptions } from 'stripe-emulator';
       const options: EmulatorOptions = { port: 0, journal: 'journal', log: (line: string) => line.length };
       export const started: Promise<Emulator> = startEmulator(options);
       export const address: Promise<string> = started.then(({ url }) => url);`,
    );
    const compilerOptions = { strict: true, noEmit: true, module: 'node20', lib: ['es2023'], types: [] };
    await writeFile(join(shop, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['shop.ts'] }));
    const tsc = spawn(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc')], { cwd: shop });
    expect(await everything(tsc.stdout)).toBe('');
  });

  it('is the program, its licence and its README, without dependencies and without tests', async () => {
    const { stdout } = await run('tar', ['tzf', tarball]);
    const files = stdout.trim().split('\n');
    expect(files).toEqual(
      expect.arrayContaining(['package/LICENSE', 'package/README.md', 'package/lib/apps/stripe-emulator/src/main.js']),
    );
    expect(files.filter((file) => /test|conformance|bench/.test(file.replace('test-', '')))).toEqual([]);
    const described: unknown = JSON.parse(await readFile(join(__dirname, '../package.json'), 'utf8'));
    expect(described).not.toHaveProperty('dependencies');
  });
});

async function addressIn(output: NodeJS.ReadableStream): Promise<string> {
  let said = '';
  return new Promise((resolve, reject) => {
    output.on('data', (chunk: Buffer) => {
      said += chunk.toString('utf8');
      const url = /listening on (http:\S+)/.exec(said)?.[1];
      if (url !== undefined) resolve(url);
    });
    output.on('end', () => {
      reject(new Error(`The emulator did not start: ${said}`));
    });
  });
}

async function everything(output: NodeJS.ReadableStream): Promise<string> {
  let said = '';
  for await (const chunk of output) said += String(chunk);
  return said;
}

async function holdOf(url: string): Promise<unknown> {
  const answer = await fetch(`${url}/v1/payment_intents`, {
    method: 'POST',
    headers: { authorization: 'Bearer sk_test_shop' },
    body: new URLSearchParams({
      amount: '4600',
      currency: 'usd',
      capture_method: 'manual',
      confirm: 'true',
      payment_method: 'pm_card_visa',
      return_url: 'https://shop.example/done',
    }),
  });
  const body: unknown = await answer.json();
  return isJsonObject(body) ? body : undefined;
}
