import { Barrier } from '../calls/barrier';
import type { Cell } from '../cells/cell';
import { liveOnce, type Lived } from '../cells/live-cell';
import type { Place } from '../place/place';
import type { LaneOptions } from './calm-lane';
import { resultOf } from './result';

/** What is struck: everything that goes on there at that moment feels it. */
type Struck = 'worker' | 'api' | 'postgres';

function struckBy({ call, fault }: Cell): Struck {
  if (fault === 'restart') return 'postgres';
  return call.split(' ', 2)[1] === 'worker' ? 'worker' : 'api';
}

/** Shorter than anything that waits at a held call: the driver gives up a query after 12 seconds. */
const LONGEST_WAIT_MS = 7_000;

const ATTEMPTS = 3;

/**
 * Lives cells that kill a process or restart the database: a batch at a time, each order held at its own call until all
 * are, so that each is struck once and at exactly that call.
 */
export async function liveStruck(cells: readonly Cell[], options: LaneOptions): Promise<void> {
  let left = [...cells];
  for (let attempt = 1; left.length > 0; attempt += 1) {
    const missed: Cell[] = [];
    // Those that come late beside others have ever fewer others beside them.
    for (const batch of batchesOf(left, Math.ceil(options.atATime / attempt ** 2))) {
      missed.push(...(await liveBatch(batch, options, attempt === ATTEMPTS)));
    }
    left = missed;
  }
}

/** Cells that strike the same thing, and come to it at nearly the same time. */
function batchesOf(cells: readonly Cell[], size: number): Cell[][] {
  return (['worker', 'api', 'postgres'] as const).flatMap((struck) => {
    const own = cells.filter((cell) => struckBy(cell) === struck).sort((one, other) => one.at - other.at);
    return Array.from({ length: Math.ceil(own.length / size) }, (_, index) =>
      own.slice(index * size, (index + 1) * size),
    );
  });
}

/** @returns the cells whose order was not at its call when the blow fell */
async function liveBatch(batch: readonly Cell[], options: LaneOptions, isLast: boolean): Promise<Cell[]> {
  const { place, onResult } = options;
  const [first] = batch;
  if (first === undefined) return [];
  const barrier = new Barrier(batch.length);
  place.useBarrier(barrier);
  const lives = batch.map((cell) => liveHeld(cell, barrier, options));
  await Promise.all([barrier.hit(LONGEST_WAIT_MS, () => strike(place, struckBy(first))), ...lives]);
  const missed: Cell[] = [];
  for (const [index, life] of lives.entries()) {
    const cell = batch[index];
    if (cell === undefined) continue;
    const lived = await life;
    const struck = barrier.arrived.has(lived.orderId);
    if (!struck && !isLast) missed.push(cell);
    else onResult(resultOf(cell, struck ? lived : { ...lived, hits: 0, wrongs: [] }));
  }
  return missed;
}

function liveHeld({ life, call, fault }: Cell, barrier: Barrier, { place }: LaneOptions): Promise<Lived> {
  const leave = (orderId: string): void => {
    barrier.leave(orderId);
  };
  return liveOnce(life, { call, fault }, { place, onEnd: leave });
}

async function strike(place: Place, struck: Struck): Promise<void> {
  if (struck === 'postgres') place.restartPostgres();
  else await place.kill(struck);
}
