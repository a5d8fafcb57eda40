// The Stripe CLI's triggers about cards: node cli.mjs PROGRAM. One is held when the CLI says that it succeeded and an
// event of that type can be read afterwards.
import { spawnSync } from 'node:child_process';

const { EMULATOR, KEY } = process.env;
const program = process.argv[2];
/** Of the age of the fixtures: they name cards by `payment_method_types`, and confirm SetupIntents without a `return_url`. */
const VERSION = '2022-11-15';
const TRIGGERS = [
  ...'captured dispute.closed dispute.created dispute.updated failed refund.updated refunded succeeded'
    .split(' ')
    .map((name) => `charge.${name}`),
  ...'created deleted updated'.split(' ').map((name) => `customer.${name}`),
  ...'amount_capturable_updated canceled created partially_funded payment_failed processing requires_action succeeded'
    .split(' ')
    .map((name) => `payment_intent.${name}`),
  ...'attached detached updated'.split(' ').map((name) => `payment_method.${name}`),
  ...'canceled created requires_action setup_failed succeeded'.split(' ').map((name) => `setup_intent.${name}`),
];

for (const type of TRIGGERS) {
  const flags = ['--api-base', EMULATOR, '--api-key', KEY, '--api-version', VERSION];
  const { status, stdout, stderr } = spawnSync(program, ['trigger', type, ...flags], {
    encoding: 'utf8',
    timeout: 60_000,
  });
  const told = await isTold(type);
  const said = `${stdout ?? ''}${stderr ?? ''}`.match(/"message": ?"([^"]*)"/)?.[1];
  const why =
    said ?? (status === 0 ? 'no such event afterwards' : `${stdout}${stderr}`.replaceAll(/\s+/g, ' ').slice(-160));
  process.stdout.write(status === 0 && told ? `ok ${type}\n` : `not ok ${type}: ${why}\n`);
}

/** Disputes and settlements come a moment later. */
async function isTold(type) {
  for (let left = 20; left > 0; left -= 1) {
    const answer = await fetch(`${EMULATOR}/v1/events?type=${type}`, { headers: { authorization: `Bearer ${KEY}` } });
    const { data = [] } = await answer.json();
    if (data.length > 0) return true;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return false;
}
