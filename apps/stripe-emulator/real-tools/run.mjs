// Other people's software against the emulator: official SDKs of several ages, the Stripe CLI, the documentation's own
// commands, integrations. Prints held/tried for each; a tool that is not on this machine is named with how to get it.
//
//   npm run emulator-tools                         every tool
//   npm run emulator-tools -- node14 curl          these
//   npm run emulator-tools -- --url http://…       against an emulator that runs there
//
// Tools are installed on demand into ~/.cache/stripe-emulator-tools (STRIPE_EMULATOR_TOOLS names another place).
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openHook } from './hook.mjs';
import { finished, Missing } from './machine.mjs';
import { TOOLS } from './tools.mjs';

const PATIENCE_MS = 10 * 60_000;
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { url: { type: 'string' }, help: { type: 'boolean', default: false } },
});
const unknown = positionals.find((id) => TOOLS.every((tool) => tool.id !== id));
if (values.help || unknown !== undefined) {
  process.stdout.write(
    `${unknown === undefined ? '' : `There is no tool ${unknown}. `}Tools: ${TOOLS.map(({ id }) => id).join(' ')}\n`,
  );
  process.exit(unknown === undefined ? 0 : 2);
}

const emulator = values.url === undefined ? await startEmulator() : { url: values.url, stop: () => undefined };
const results = [];
for (const tool of TOOLS.filter(({ id }) => positionals.length === 0 || positionals.includes(id))) {
  const result = await tried(tool);
  results.push(result);
  process.stdout.write(`${lineOf(result)}\n`);
}
emulator.stop();

const missing = results.filter(({ why }) => why !== undefined);
const fallen = results.flatMap(({ failed = [] }) => failed);
process.stdout.write(
  `\n${results.length - missing.length} tools ran, ${missing.length} are missing, ${fallen.length} steps fell.\n`,
);
process.exitCode = fallen.length === 0 ? 0 : 1;

async function tried(tool) {
  const { id, name, known = [] } = tool;
  const hook = await openHook();
  try {
    const [command, ...args] = await tool.command();
    const env = {
      ...process.env,
      EMULATOR: emulator.url,
      HOOK: hook.url,
      KEY: keyFor(id),
    };
    const steps = [];
    const child = spawn(command, args, {
      env: { ...env, PYTHONDONTWRITEBYTECODE: '1', GOFLAGS: '-mod=mod' },
      timeout: PATIENCE_MS,
    });
    const { said } = await finished(child, (line) => {
      const [, not, step, why] = /^(not )?ok ([^:]+)(?:: (.*))?$/.exec(line) ?? [];
      if (step !== undefined) steps.push({ step, held: not === undefined, why });
    });
    if (steps.length === 0)
      return { name, held: 0, tried: 1, failed: [`it did not run: ${said.trim().slice(-600)}`], expected: [] };
    const fell = steps.filter(({ held }) => !held).map(({ step, why }) => ({ step, text: `${step}: ${why}` }));
    return {
      name,
      held: steps.length - fell.length,
      tried: steps.length,
      failed: fell.filter(({ step }) => !known.includes(step)).map(({ text }) => text),
      expected: fell.filter(({ step }) => known.includes(step)).map(({ text }) => text),
    };
  } catch (error) {
    if (!(error instanceof Missing)) throw error;
    return { name, why: error.message };
  } finally {
    hook.close();
  }
}

/** As long as Stripe's own, and of letters and digits alone: some tools look. */
function keyFor(id) {
  return `sk_test_${id.replaceAll('-', '')}${process.pid}`.padEnd('sk_test_'.length + 24, '0');
}

function lineOf({ name, held, tried: count, failed = [], expected = [], why }) {
  if (why !== undefined) return `MISSING  ${name}: get ${why}`;
  const notes = [...failed.map((text) => `FELL ${text}`), ...expected.map((text) => `not covered ${text}`)];
  return [`${`${held}/${count}`.padStart(7)}  ${name}`, ...notes.map((note) => `           ${note}`)].join('\n');
}

async function startEmulator() {
  const main = fileURLToPath(new URL('../../../dist/apps/stripe-emulator/src/main.js', import.meta.url));
  if (!existsSync(main)) throw new Error('The emulator is not compiled: npm run build, or give --url');
  const child = spawn(process.execPath, [main, '--port', '0', '--quiet'], { stdio: ['ignore', 'pipe', 'inherit'] });
  process.once('exit', () => child.kill());
  return new Promise((resolve, reject) => {
    child.on('close', () => reject(new Error('The emulator did not start')));
    child.stdout.on('data', (chunk) => {
      const url = /listening on (http:\S+)/.exec(String(chunk))?.[1];
      if (url !== undefined) resolve({ url, stop: () => child.kill() });
    });
  });
}
