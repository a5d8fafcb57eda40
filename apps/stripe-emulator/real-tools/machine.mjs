// What this machine has, and the cache that tools are installed into: outside the repository, once for each version.
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

export const CACHE = process.env.STRIPE_EMULATOR_TOOLS ?? join(homedir(), '.cache', 'stripe-emulator-tools');
/** Medusa's packages and Java's first download take minutes on a slow line. */
const INSTALL_PATIENCE_MS = 15 * 60_000;

/** This tool is not here, and this is how to get it. */
export class Missing extends Error {}

/** The first of these commands that can be started. */
export function commandOf(names, howToGet, argument = '--version') {
  const found = names.find((name) => spawnSync(name, [argument], { stdio: 'ignore' }).status === 0);
  if (found === undefined) throw new Missing(howToGet);
  return found;
}

/**
 * The folder with this tool in it, made by the commands on demand. A mark tells a whole installation from a broken one;
 * where the registry of the tool cannot be reached, the tool is missing.
 */
export async function installed(name, files, commands, howToGet) {
  const folder = join(CACHE, name);
  const mark = join(folder, '.whole');
  if (existsSync(mark)) return folder;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
  for (const [command, ...args] of commands) {
    const { said, status } = await finished(spawn(command, args, { cwd: folder, timeout: INSTALL_PATIENCE_MS }));
    if (status !== 0) throw new Missing(`${howToGet} (${command} ${args[0]}: ${reasonIn(said)})`);
  }
  writeFileSync(mark, '');
  return folder;
}

/** The line that says what went wrong; package managers print a page around it. */
function reasonIn(said) {
  const lines = said
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return lines.find((line) => /error|unable|could not|failed/i.test(line)) ?? lines.at(-1) ?? 'it says nothing';
}

/** A program of ours beside what it was installed with, for languages that look there. */
export function placed(folder, program, name) {
  cpSync(program, join(folder, name));
}

export async function finished(child, onLine = () => undefined) {
  let said = '';
  let rest = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk) => {
      said += chunk;
      const lines = `${rest}${chunk}`.split('\n');
      rest = lines.pop();
      for (const line of lines) onLine(line);
    });
  }
  const status = await new Promise((resolve) => {
    child.on('error', (error) => {
      said += error.message;
      resolve(1);
    });
    child.on('close', (code) => resolve(code ?? 1));
  });
  return { said, status };
}
