import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { startStack, type Stack } from '../apps/local/src/stack';
import { startBareFlow, type BareFlow } from './bare/bare-flow';
import { openHoldfastFlow, type HoldfastFlow } from './holdfast-flow';
import { median, type Lived, type Load } from './load';
import { cpuMsOf, listenerOn } from './processes';
import { countStatements, type AskedBy } from './statements';

/**
 * The product beside a bare Temporal flow that does as much and nothing else, alternately and against the same Temporal
 * server: orders a second, the time of a shipment, and the CPU time of an order by process. Everything runs on this
 * machine, so what is measured is what an order costs in all.
 *
 * Run with `node tools/run.mjs bench throughput [--rounds n] [--orders n] [--temporal-database-port n] [--profile folder]`.
 * TEMPORAL_ADDRESS names a server of yours, and the port the PostgreSQL that it alone uses, if it is on this machine;
 * without it the development server is started, which waits some 50 ms for each dispatch. The folder gets a CPU profile of
 * the worker and one of the API, for Chrome's DevTools.
 */

const AT_ONCE = 10;
/** Orders of a run that is lived one at a time. */
const ALONE = 15;
/** Orders whose statements are counted. */
const COUNTED = 10;

type Cpu = ReadonlyMap<string, number>;

interface Round {
  readonly perSecond: number;
  readonly shipmentMs: number;
  /** Of an order, by process, in milliseconds. */
  readonly cpu: Cpu;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '3' },
      orders: { type: 'string', default: '100' },
      'temporal-database-port': { type: 'string' },
      profile: { type: 'string' },
    },
  });
  const rounds = Number(values.rounds);
  const orders = Number(values.orders);
  const profiled = profiling(values.profile);
  // A busy machine is measured, and not given up.
  const apiEnv = { REQUEST_TIMEOUT_SECONDS: '60', ...profiled };
  const stack = await startStack({ env: process.env, ports: 'free', workerEnv: profiled, apiEnv });
  const bare = await startBareFlow(stack.temporal);
  try {
    const holdfast = openHoldfastFlow(stack);
    const sample = await processesOf(stack, bare, values['temporal-database-port']);
    const measured = { bare: [] as Round[], holdfast: [] as Round[] };
    for (let number = 0; number <= rounds; number += 1) {
      const load = { warmUp: AT_ONCE, orders: number === 0 ? AT_ONCE : orders, atATime: AT_ONCE };
      const bareRound = await round(load, (each, name) => bare.live({ name, load: each }, sample), number);
      const ourRound = await round(load, (each, name) => holdfast.live(name, each, sample), number);
      // The first round fills caches and compiles.
      if (number === 0) continue;
      measured.bare.push(bareRound);
      measured.holdfast.push(ourRound);
      write(`round ${number.toString()}: ${lineOf(bareRound)} bare, ${lineOf(ourRound)} Holdfast\n`);
    }
    table(measured.bare, measured.holdfast);
    await tellOfTemporal(bare, holdfast);
    await tellOfStatements(stack, holdfast);
  } finally {
    await bare.stop();
    await stack.stop();
  }
}

/** Variables of a process that leaves a profile when it ends. */
function profiling(folder: string | undefined): Record<string, string> {
  if (folder === undefined) return {};
  return { NODE_OPTIONS: `--require ${join(__dirname, 'profiled.js')}`, PROFILE_FOLDER: resolve(folder) };
}

type Live = (load: Load, name: string) => Promise<Lived<Cpu>>;

/** Many at a time for the throughput and the CPU, then one at a time for how long a shipment takes. */
async function round(load: Load, live: Live, number: number): Promise<Round> {
  const many = await live(load, `many${number.toString()}`);
  const alone = await live({ warmUp: 2, orders: ALONE, atATime: 1 }, `alone${number.toString()}`);
  const cpu = [...many.ended].map(([name, ms]) => [name, (ms - (many.began.get(name) ?? NaN)) / load.orders] as const);
  return { perSecond: load.orders / many.seconds, shipmentMs: median(alone.shipmentMs), cpu: new Map(cpu) };
}

const BARE = 'the bare worker and client';

/** @returns what takes a sample of the CPU time of every process */
async function processesOf(stack: Stack, bare: BareFlow, databasePort?: string): Promise<() => Promise<Cpu>> {
  const ports: [string, string | undefined][] = [
    ['Temporal server', new URL(`http://${stack.temporal.address}`).port],
    ["Temporal's PostgreSQL", databasePort],
    ['our PostgreSQL', new URL(stack.databaseUrl).port],
    ['API', new URL(stack.apiUrl).port],
    ['emulator', new URL(stack.emulator.url).port],
  ];
  const pids = new Map<string, number>([
    ['worker', stack.worker.pid],
    [BARE, bare.pid],
  ]);
  for (const [name, port] of ports) {
    const pid = port === undefined ? undefined : await listenerOn(Number(port));
    if (pid !== undefined) pids.set(name, pid);
  }
  return async () =>
    new Map(await Promise.all([...pids].map(async ([name, pid]) => [name, await cpuMsOf(pid)] as const)));
}

function lineOf({ perSecond, shipmentMs, cpu }: Round): string {
  const all = [...cpu.values()].reduce((sum, ms) => sum + ms, 0);
  return `${perSecond.toFixed(1)} orders/s, ${shipmentMs.toFixed(0)} ms, ${all.toFixed(0)} ms CPU`;
}

function table(bare: readonly Round[], holdfast: readonly Round[]): void {
  const row = (name: string, valueOf: (round: Round) => number, digits: number): void => {
    const [theirs, ours] = [median(bare.map(valueOf)), median(holdfast.map(valueOf))];
    // What the other flow does not use has no ratio.
    const ratio = theirs >= 1 ? (ours / theirs).toFixed(2) : '';
    const columns = [theirs.toFixed(digits), ours.toFixed(digits), ratio];
    write(`${name.padEnd(46)}${columns.map((text) => text.padStart(10)).join('')}\n`);
  };
  const sum = ({ cpu }: Round): number => [...cpu.values()].reduce((all, ms) => all + ms, 0);
  write(`\n${''.padEnd(46)}${['bare', 'Holdfast', 'ratio'].map((text) => text.padStart(10)).join('')}\n`);
  row(`orders of 3 shipments a second, ${AT_ONCE.toString()} at a time`, ({ perSecond }) => perSecond, 1);
  row('one at a time: a shipment, p50 ms', ({ shipmentMs }) => shipmentMs, 1);
  row('CPU of an order, ms', sum, 0);
  for (const name of holdfast[0]?.cpu.keys() ?? []) row(`  ${name}`, ({ cpu }) => cpu.get(name) ?? NaN, 0);
}

async function tellOfTemporal(bare: BareFlow, holdfast: HoldfastFlow): Promise<void> {
  const load = { warmUp: 0, orders: 1, atATime: 1 };
  const nothing = (): Promise<void> => Promise.resolve();
  const { cost: theirs } = await bare.live({ name: 'cost', load }, nothing);
  await holdfast.live('cost', load, nothing);
  const ours = await holdfast.costOfFirst('cost');
  for (const what of ['actions', 'events'] as const) {
    write(`${what} of an order: ${theirs[what].toString()} bare, ${ours[what].toString()} Holdfast\n`);
  }
}

/** By the log of our own server; what a server of yours is asked, its pg_stat_statements can tell. */
async function tellOfStatements(stack: Stack, holdfast: HoldfastFlow): Promise<void> {
  if ((process.env['DATABASE_URL'] ?? '') !== '') return;
  const logFile = join(stack.logs, 'postgresql.log');
  const asked = await countStatements(stack.databaseUrl, logFile, async () => {
    await holdfast.live('counted', { warmUp: 0, orders: COUNTED, atATime: 1 }, () => Promise.resolve());
  });
  tellOf(asked);
}

function tellOf(asked: AskedBy): void {
  const ours = [...asked].filter(([program]) => program.startsWith('holdfast-'));
  const all = (of: 'transactions' | 'statements'): string =>
    (ours.reduce((sum, [, each]) => sum + each[of], 0) / COUNTED).toFixed(1);
  write(`\nof PostgreSQL an order asks ${all('transactions')} transactions with ${all('statements')} statements\n`);
  for (const [program, { transactions, statements, kinds }] of ours) {
    const [inAll, told] = [transactions / COUNTED, statements / COUNTED];
    write(`\n${program}: ${inAll.toFixed(1)} transactions with ${told.toFixed(1)} statements\n`);
    for (const [kind, count] of kinds) write(`${(count / COUNTED).toFixed(1).padStart(8)}  ${kind}\n`);
  }
}

function write(text: string): void {
  process.stdout.write(text);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
