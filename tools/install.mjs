import { existsSync, readFileSync } from 'node:fs';
import { runChild, withProgress } from './child.mjs';

/** Installs the dependencies of package-lock.json unless exactly they are installed. */
export async function ensureInstalled() {
  if (isInstalled()) return;
  const { code, output } = await withProgress(
    'Installing dependencies, only this once',
    npm(['ci', '--no-audit', '--no-fund']),
  );
  if (code !== 0) throw new Error(`${output}\nThe dependencies cannot be installed: \`npm ci\` failed, see above.`);
}

/**
 * npm ends an installation by writing down what it installed. Comparing that with the lock needs no mark of our own,
 * and also believes a person who ran `npm ci` by hand. Optional packages are those of other platforms.
 */
function isInstalled() {
  const record = 'node_modules/.package-lock.json';
  if (!existsSync(record)) return false;
  const installed = JSON.parse(readFileSync(record, 'utf8')).packages;
  const locked = JSON.parse(readFileSync('package-lock.json', 'utf8')).packages;
  return Object.entries(locked).every(
    ([path, { version, optional }]) => path === '' || optional || installed[path]?.version === version,
  );
}

function npm(args) {
  // Set by npm itself, so the npm that runs us is the npm that installs.
  const npmProgram = process.env.npm_execpath;
  return npmProgram?.endsWith('.js') ? runChild(process.execPath, [npmProgram, ...args]) : runChild('npm', args);
}
