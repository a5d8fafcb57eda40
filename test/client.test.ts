import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { driveApi, type ApiDriver } from '../apps/api/src/testing/api-driver';
import { startHoldfast, type Holdfast } from './setup/holdfast';
import { compileIn, installPackedClient, PACKING_PATIENCE_MS } from './setup/packed-client';

/** The client as a shop gets it: built of the API's own document, packed, installed, compiled against, run. */

const run = promisify(execFile);
const root = join(__dirname, '..');

let holdfast: Holdfast;
let api: ApiDriver;
let url: string;
let folder: string;
let document: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-client-'));
  document = join(folder, 'openapi.json');
  holdfast = await startHoldfast();
  api = await driveApi(holdfast);
  await api.app.listen(0, '127.0.0.1');
  const { port } = api.app.getHttpServer().address() as AddressInfo;
  url = `http://127.0.0.1:${port.toString()}`;
  await writeFile(document, (await api.get('/openapi.json')).text);
}, 60_000);

afterAll(async () => {
  await api.close();
  await holdfast.stop();
  await rm(folder, { recursive: true, force: true });
});

test(
  'a shop installs the packed client, compiles against it and does its work with it',
  async () => {
    const shop = await installPackedClient(document, folder, ['@types/node']);
    await cp(join(root, 'clients/typescript/example/shop.ts'), join(shop, 'shop.ts'));
    const strict = ['--strict', '--module', 'nodenext', '--target', 'es2023', '--types', 'node'];
    await compileIn(shop, [...strict, 'shop.ts']);

    const { stdout } = await run(process.execPath, ['shop.js'], { cwd: shop, env: { HOLDFAST: url } });

    expect(stdout.trim().split('\n')).toEqual([
      'order authorized ship cancel',
      'dry run 2200 4400',
      expect.stringMatching(/^shipment (captured|settled) 2200$/),
      'shipments C B A',
      'found 1042',
      'refused 409 order_closed',
      'forged',
    ]);
  },
  PACKING_PATIENCE_MS,
);

test(
  'a linter of OpenAPI finds no error in the document',
  async () => {
    const linter = join(root, 'node_modules/@redocly/cli/bin/cli.js');
    const settings = join(root, 'clients/redocly.yaml');
    const args = [linter, 'lint', document, '--config', settings, '--format', 'json'];
    const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };
    const { stdout } = await run(process.execPath, args, { env, maxBuffer: 64 * 2 ** 20 }).catch(
      (error: unknown) => error as { stdout: string },
    );
    const { problems } = JSON.parse(stdout) as { problems: { ruleId: string; severity: string; message: string }[] };

    expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  },
  PACKING_PATIENCE_MS,
);
