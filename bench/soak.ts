import { parseArgs } from 'node:util';
import { cellId, type Cell } from '../test/faults/cells/cell';
import type { Wrong } from '../test/faults/cells/end';
import { exceptionFor } from '../test/faults/cells/exceptions';
import { hitsEverybody } from '../test/faults/cells/fault';
import { liveOnce } from '../test/faults/cells/live-cell';
import { LIVES } from '../test/faults/lives';
import { startPlace, type Place } from '../test/faults/place/place';
import { SLOWEST_PACE } from '../test/faults/place/settings';
import { startTemporalOfPlaces } from '../test/faults/place/temporal-of-places';
import { countCalls } from '../test/faults/run/count';
import { wrongsText } from '../test/faults/run/table';
import { Blows } from './blows';
import { seededRandom } from './seeded-random';

/**
 * Many orders side by side, each with two to four things wrong at once, drawn by a seed from the same lives, calls and
 * faults that `npm run test:faults` tries one at a time. Afterwards each must be at its right end: no workflow failed, the
 * read model, the ledger and Stripe say the same, nothing was captured twice, a person is called exactly where one is due.
 * Run with `node tools/run.mjs bench soak`; exit code 1 if an order is wrong.
 */

const { values: asked } = parseArgs({
  options: {
    seed: { type: 'string', default: Math.floor(Date.now() / 1000).toString() },
    orders: { type: 'string', default: '500' },
    /** Lives this one alone. */
    order: { type: 'string' },
    /** Keeps what every process printed there. */
    logs: { type: 'string' },
  },
});

const AT_A_TIME = 24;

/** One order in so many dies with a process, or sees the database restart: everybody beside it feels that. */
const STRUCK_EVERY = 8;

/** Longer than the emulator ever takes, and than an order is held for a blow. */
const PROVIDER_TIMEOUT_SECONDS = 6;

interface Drawn {
  readonly index: number;
  /** All of one life. */
  readonly cells: readonly Cell[];
}

interface Tally {
  readonly orders: number;
  readonly faults: number;
  readonly hits: number;
  readonly wrong: number;
  readonly blows: string;
}

async function main(): Promise<void> {
  const begun = performance.now();
  const temporal = await startTemporalOfPlaces(1, asked.logs);
  try {
    const place = await startPlace({
      providerTimeoutSeconds: PROVIDER_TIMEOUT_SECONDS,
      logs: asked.logs,
      temporal: temporal.take(),
    });
    await soak(place, begun).finally(() => place.stop());
  } finally {
    await temporal.stop();
  }
}

/** @param begun when, by the monotonic clock */
async function soak(place: Place, begun: number): Promise<void> {
  const all = await countCalls(LIVES, place);
  // With several things wrong at once an order takes longer than with one, and its hold must outlive all of them.
  await place.usePace(SLOWEST_PACE);
  const count = Number(asked.orders);
  write(`--seed ${asked.seed}: ${count.toString()} orders, drawn from ${all.length.toString()} cells\n`);
  const drawn = Array.from({ length: count }, (_, index) => draw(all, index));
  const tally = await liveAll(
    asked.order === undefined ? drawn : drawn.filter(({ index }) => index.toString() === asked.order),
    place,
  );
  const elsewhere = await wrongElsewhere(place);
  for (const text of elsewhere) write(`WRONG ${text}\n`);
  const seconds = Math.round((performance.now() - begun) / 1000);
  write(
    `${tally.orders.toString()} orders, ${tally.faults.toString()} faults of which ${tally.hits.toString()} hit, ` +
      `${tally.blows}: ${tally.wrong.toString()} orders wrong, ${seconds.toString()} s\n`,
  );
  if (tally.wrong + elsewhere.length > 0) process.exitCode = 1;
}

/** What is to go wrong in the life of one order; the same for the same seed and number. */
function draw(all: readonly Cell[], index: number): Drawn {
  const random = seededRandom(Number(asked.seed) * 100_003 + index);
  const life = random.pick(LIVES);
  // Calls are counted in the order in which they come, which is not the same twice.
  const own = all.filter((cell) => cell.life === life).sort((one, other) => (cellId(one) < cellId(other) ? -1 : 1));
  const isStruck = random.between(1, STRUCK_EVERY) === 1;
  const cells = isStruck ? [random.pick(own.filter(({ fault }) => hitsEverybody(fault)))] : [];
  for (const faults = random.between(2, 4); cells.length < faults;) {
    const taken = new Set(cells.map(({ call }) => call));
    cells.push(random.pick(own.filter(({ call, fault }) => !hitsEverybody(fault) && !taken.has(call))));
  }
  return { index, cells };
}

async function liveAll(drawn: readonly Drawn[], place: Place): Promise<Tally> {
  const blows = new Blows(place);
  place.useBarrier(blows);
  const waiting = [...drawn];
  let [hits, wrong, done] = [0, 0, 0];
  const liver = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const lived = await liveDrawn(next, place);
      hits += lived.hits;
      wrong += lived.isWrong ? 1 : 0;
      done += 1;
      if (done % 50 === 0) write(`${done.toString()} orders ended\n`);
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, liver));
  const fallen = [...blows.fallen].map(([struck, times]) => `${struck} struck ${times.toString()} times`);
  const faults = drawn.reduce((sum, { cells }) => sum + cells.length, 0);
  return { orders: drawn.length, faults, hits, wrong, blows: fallen.join(', ') || 'no process killed' };
}

async function liveDrawn({ index, cells }: Drawn, place: Place): Promise<{ hits: number; isWrong: boolean }> {
  const [first] = cells;
  if (first === undefined) throw new Error('Bug! An order has nothing wrong');
  const { orderId, hits, wrongs, seconds } = await liveOnce(first.life, cells, { place });
  const unexcused = wrongs.filter((each) => !isExcused(cells, each));
  if (unexcused.length === 0) return { hits, isWrong: false };
  write(
    `WRONG order ${index.toString()} (${orderId}, ${seconds.toFixed(0)} s) ${first.life.name}\n` +
      cells.map(({ call, fault }) => `    ${call} | ${fault}\n`).join('') +
      `${wrongsText(unexcused)}\n` +
      `    repeat: node tools/run.mjs bench soak --seed ${asked.seed} --order ${index.toString()}\n`,
  );
  return { hits, isWrong: true };
}

/** Where another end is right for one fault, it is right with more beside it. */
function isExcused(cells: readonly Cell[], wrong: Wrong): boolean {
  return cells.some((cell) => exceptionFor(cell, [wrong]) !== undefined);
}

const FAILED =
  "WorkflowType IN ('orderPayment', 'refund', 'dispute') AND " +
  "ExecutionStatus IN ('Failed', 'TimedOut', 'Terminated', 'Canceled')";

/** What is no single order's: workflows that failed unseen, and Stripe's own books. */
async function wrongElsewhere({ client, stripe }: Place): Promise<string[]> {
  const { count } = await client.workflow.count(FAILED);
  const wrong = count === 0 ? [] : [`${count.toString()} workflows of orders, refunds or disputes failed`];
  try {
    await stripe.requireSound();
  } catch (error) {
    wrong.push(error instanceof Error ? error.message : String(error));
  }
  return wrong;
}

function write(text: string): void {
  process.stdout.write(text);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
