import { parseArgs } from 'node:util';
import { hitsEverybody } from './cells/fault';
import { cellId } from './cells/cell';
import { LIVES } from './lives';
import { startPlace, type Place } from './place/place';
import { liveCalm } from './run/calm-lane';
import { countCalls } from './run/count';
import type { Result } from './run/result';
import { choose } from './run/choose';
import { liveStruck } from './run/struck-lane';
import { failuresOf, summaryOf, tableOf, unusedExceptions } from './run/table';

/**
 * `npm run test:faults`: every life once more for every call and every fault that fits it. Exit code 1 when a cell failed.
 */

const { values: asked } = parseArgs({
  options: {
    cell: { type: 'string' },
    life: { type: 'string' },
    call: { type: 'string' },
    fault: { type: 'string' },
    lane: { type: 'string' },
    part: { type: 'string' },
    sample: { type: 'string' },
    seed: { type: 'string' },
    'at-once': { type: 'string', default: '40' },
    batch: { type: 'string', default: '20' },
    logs: { type: 'string' },
    list: { type: 'boolean', default: false },
  },
});

/** Above what the worker waits for Stripe: a life must not be hit by a busy machine. */
const STRIPE_TIMEOUT_SECONDS = 4;
const HELD_TIMEOUT_SECONDS = 20;

async function main(): Promise<void> {
  const begun = performance.now();
  const calm = await startPlace({ stripeTimeoutSeconds: STRIPE_TIMEOUT_SECONDS, logs: asked.logs });
  let struck: Place | undefined;
  try {
    const lives = LIVES.filter(({ name }) => asked.cell?.startsWith(`${name} |`) ?? name.includes(asked.life ?? ''));
    const { cells: all, pace } = await countCalls(lives, calm, 1);
    const { cells, how } = choose(all, asked);
    process.stdout.write(`${cells.length.toString()} of ${all.length.toString()} cells (${how}), pace ${pace.toFixed(1)}\n`);
    if (asked.list) {
      for (const cell of cells) process.stdout.write(`${cellId(cell)}\n`);
      return;
    }
    const results: Result[] = [];
    const onResult = (result: Result): void => {
      results.push(result);
      tell(result, results.length, cells.length, begun);
    };
    const own = cells.filter(({ fault }) => !hitsEverybody(fault) && asked.lane !== 'struck');
    const shared = cells.filter(({ fault }) => hitsEverybody(fault) && asked.lane !== 'calm');
    if (shared.length > 0) struck = await startPlace({ stripeTimeoutSeconds: HELD_TIMEOUT_SECONDS });
    await Promise.all([
      liveCalm(own, { place: calm, pace, atATime: Number(asked['at-once']), onResult }),
      struck === undefined
        ? undefined
        : liveStruck(shared, { place: struck, pace, atATime: Number(asked.batch), onResult }),
    ]);
    report(results, (performance.now() - begun) / 1000, cells.length === all.length && lives.length === LIVES.length);
    for (const [request, times] of calm.subjects.unnamed) {
      process.stdout.write(`named no order: ${request}, ${times.toString()} times\n`);
    }
  } finally {
    await calm.stop();
    await struck?.stop();
  }
}

function tell({ cell, verdict, seconds, orderId }: Result, done: number, all: number, begun: number): void {
  if (verdict.kind === 'failed') {
    const wrongs = verdict.wrongs.map(({ kind, what }) => `    ${kind}: ${what}`).join('\n');
    process.stdout.write(`FAILED ${cellId(cell)} (${orderId}, ${seconds.toFixed(0)} s)\n${wrongs}\n`);
  }
  if (done % 50 === 0) {
    const elapsed = (performance.now() - begun) / 1000;
    process.stdout.write(`${done.toString()} of ${all.toString()} cells after ${elapsed.toFixed(0)} s\n`);
  }
}

function report(results: readonly Result[], seconds: number, isWhole: boolean): void {
  process.stdout.write(`\n${tableOf(results)}\n${failuresOf(results)}\n${summaryOf(results, seconds)}`);
  const unused = isWhole ? unusedExceptions(results) : [];
  for (const reason of unused) process.stdout.write(`An exception that nothing needs: ${reason}\n`);
  if (unused.length > 0 || results.some(({ verdict }) => verdict.kind === 'failed')) process.exitCode = 1;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
