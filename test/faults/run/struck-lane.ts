import { Barrier } from '../calls/barrier';
import type { Aim } from '../calls/subject';
import type { Cell } from '../cells/cell';
import { liveOnce, type Lived } from '../cells/live-cell';
import type { Place } from '../place/place';
import type { LaneOptions, Round } from './lane';
import { resultOf } from './result';

/** What can be struck: everything that goes on there at that moment feels it. */
export const STRUCK = ['worker', 'api', 'postgres'] as const;
export type Struck = (typeof STRUCK)[number];

/** What a killing or restarting cell strikes. */
export function struckBy({ call, fault }: Aim): Struck {
  if (fault === 'restart') return 'postgres';
  return call.split(' ', 2)[1] === 'worker' ? 'worker' : 'api';
}

/** Shorter than anything that waits at a held call: the driver gives up a query after 12 seconds. */
export const LONGEST_WAIT_MS = 7_000;

const ATTEMPTS = 3;

/**
 * Rounds of cells that kill a process or restart the database: a batch at a time, each order held at its own call until all
 * are, so that each is struck once and at exactly that call. Those that come late beside others have ever fewer others
 * beside them.
 * @param most how many orders are struck together
 * @param attempt from 1: what was not at its call when the blow fell is lived again, and after the last attempt told as it is
 */
export function struckRounds(cells: readonly Cell[], most: number, attempt: number): Round[] {
  return batchesOf(cells, Math.ceil(most / attempt ** 2)).map(
    (batch) => (lane) => liveBatch(batch, lane, attempt === ATTEMPTS),
  );
}

/** Cells that strike the same thing, come to it at nearly the same time, and end at nearly the same. */
function batchesOf(cells: readonly Cell[], size: number): Cell[][] {
  return [true, false].flatMap((awaitsDeadline) =>
    STRUCK.flatMap((struck) => {
      const own = cells
        .filter((cell) => struckBy(cell) === struck && (cell.life.awaitsDeadline ?? false) === awaitsDeadline)
        .sort((one, other) => one.at - other.at);
      return Array.from({ length: Math.ceil(own.length / size) }, (_, index) =>
        own.slice(index * size, (index + 1) * size),
      );
    }),
  );
}

/** @returns the cells whose order was not at its call when the blow fell */
async function liveBatch(batch: readonly Cell[], options: LaneOptions, isLast: boolean): Promise<Cell[]> {
  const { place, onResult, onBatch } = options;
  const [first] = batch;
  if (first === undefined) return [];
  const barrier = new Barrier(batch.length);
  place.useBarrier(barrier);
  await prepareStrike(place, struckBy(first));
  const lives = batch.map((cell) => liveHeld(cell, barrier, options));
  await Promise.all([barrier.hit(LONGEST_WAIT_MS, () => strike(place, struckBy(first))), ...lives]);
  const missed: Cell[] = [];
  for (const [index, life] of lives.entries()) {
    const cell = batch[index];
    if (cell === undefined) continue;
    const lived = await life;
    const struck = barrier.arrived.has(lived.orderId);
    // One that was elsewhere when the blow fell must come to its right end all the same.
    if (!struck && !isLast && lived.wrongs.length === 0) missed.push(cell);
    else onResult(resultOf(cell, struck ? lived : { ...lived, hits: 0 }));
  }
  await onBatch();
  return missed;
}

function liveHeld({ life, call, fault }: Cell, barrier: Barrier, { place }: LaneOptions): Promise<Lived> {
  const leave = (orderId: string): void => {
    barrier.leave(orderId);
  };
  return liveOnce(life, [{ call, fault }], { place, onEnd: leave });
}

/** While the orders come to their calls: the blow is over sooner then. */
export async function prepareStrike(place: Place, struck: Struck): Promise<void> {
  if (struck !== 'postgres') await place.prepareKill(struck);
}

/** Kills or restarts it; returns when it works again. */
export async function strike(place: Place, struck: Struck): Promise<void> {
  if (struck === 'postgres') await place.crashPostgres();
  else await place.kill(struck);
}
