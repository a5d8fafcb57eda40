import { execFile } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = join(__dirname, '../..');
const compiler = join(root, 'node_modules/typescript/bin/tsc');

/** Generating, compiling, packing and installing on a busy machine. */
export const PACKING_PATIENCE_MS = 240_000;

/**
 * A package of somebody who uses our client: the client is built of the API's own document, packed, and installed.
 * @param folder an empty one, in which there will be `shop`, the package
 * @param types packages of ours that it is compiled against
 * @returns the folder of the package
 */
export async function installPackedClient(document: string, folder: string, types: readonly string[]): Promise<string> {
  const packing = join(root, 'clients/typescript/tools/package.mjs');
  const to = join(folder, 'package');
  const { stdout } = await run(process.execPath, [packing, '--document', document, '--to', to]);
  const shop = join(folder, 'shop');
  await mkdir(shop);
  await writeFile(join(shop, 'package.json'), '{ "name": "shop", "private": true, "type": "module" }');
  // An empty cache and no network: whatever it depends on would be missed here.
  const offline = ['--offline', '--no-audit', '--no-fund', '--cache', join(folder, 'cache')];
  await run('npm', ['install', ...offline, stdout.trim()], { cwd: shop });
  for (const name of types) {
    const link = join(shop, 'node_modules', name);
    await mkdir(dirname(link), { recursive: true });
    await symlink(join(root, 'node_modules', name), link);
  }
  return shop;
}

/** Compiles in a folder, with the TypeScript of this repository. @throws what it says that is wrong */
export async function compileIn(folder: string, args: readonly string[]): Promise<void> {
  await run(process.execPath, [compiler, ...args], { cwd: folder }).catch((error: unknown) => {
    const said = error instanceof Error && 'stdout' in error ? String(error.stdout) : String(error);
    throw new Error(`it does not compile:\n${said}`, { cause: error });
  });
}
