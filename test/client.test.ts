import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { driveApi, type ApiDriver } from '../apps/api/src/testing/api-driver';
import { startHoldfast, type Holdfast } from './setup/holdfast';

/** The client as a shop gets it: built of the API's own document, packed, installed, compiled against, run. */

const run = promisify(execFile);
const root = join(__dirname, '..');
const compiler = join(root, 'node_modules/typescript/bin/tsc');
/** Generating, compiling, packing and installing on a busy machine. */
const PATIENCE_MS = 240_000;

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
    const packing = join(root, 'clients/typescript/tools/package.mjs');
    const { stdout: tarball } = await run(process.execPath, [
      ...[packing, '--document', document, '--to', join(folder, 'package')],
    ]);
    const shop = join(folder, 'shop');
    await mkdir(shop);
    await writeFile(join(shop, 'package.json'), '{ "name": "shop", "private": true, "type": "module" }');
    // An empty cache and no network: whatever it depends on would be missed here.
    const offline = ['--offline', '--no-audit', '--no-fund', '--cache', join(folder, 'cache')];
    await run('npm', ['install', ...offline, tarball.trim()], { cwd: shop });
    await cp(join(root, 'clients/typescript/example/shop.ts'), join(shop, 'shop.ts'));
    await mkdir(join(shop, 'node_modules/@types'));
    await symlink(join(root, 'node_modules/@types/node'), join(shop, 'node_modules/@types/node'));
    const strict = ['--strict', '--module', 'nodenext', '--target', 'es2023', '--types', 'node'];
    await run(process.execPath, [compiler, ...strict, 'shop.ts'], { cwd: shop });

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
  PATIENCE_MS,
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
  PATIENCE_MS,
);
