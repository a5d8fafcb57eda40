// Runs the documented curl commands with the real curl, at the version they were written for.
import { spawnSync } from 'node:child_process';
import { DOCUMENTED_COMMANDS } from './documented-commands.mjs';

const { EMULATOR, KEY } = process.env;
const VERSION = '2026-08-26.dahlia';
let id = '';

for (const { data, name, path, shows } of DOCUMENTED_COMMANDS) {
  const { stdout } = spawnSync(
    'curl',
    [
      ...['-s', `${EMULATOR}${path.replace('{id}', id)}`, '-u', `${KEY}:`, '-H', `Stripe-Version: ${VERSION}`],
      ...data.flatMap((pair) => ['-d', pair]),
    ],
    { encoding: 'utf8' },
  );
  const answer = parsed(stdout);
  id = answer.id ?? id;
  const other = Object.entries(shows).find(([field, value]) => answer[field] !== value);
  const why = answer.error?.message ?? `${other?.[0]} is ${answer[other?.[0]]}`;
  process.stdout.write(other === undefined ? `ok ${name}\n` : `not ok ${name}: ${why}\n`);
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return { error: { message: `no JSON: ${text.slice(0, 80)}` } };
  }
}
