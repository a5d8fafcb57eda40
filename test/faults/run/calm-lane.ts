import type { Cell } from '../cells/cell';
import { liveOnce } from '../cells/live-cell';
import type { Crowd } from './crowd';
import type { LaneOptions } from './lane';
import { lot } from './lot';
import { resultOf, type Result } from './result';

export interface CalmOptions extends LaneOptions {
  readonly crowd: Crowd;
}

/** So many lives are a batch, where each begins when another has ended. */
const BATCH = 100;

/** A call that comes in most lives, but not in all, is given more than one. */
const ATTEMPTS = 2;

/** Lives cells whose faults hit nobody else, many side by side. */
export async function liveCalm(
  cells: readonly Cell[],
  { place, crowd, onResult, onBatch }: CalmOptions,
): Promise<void> {
  const attempt = async (cell: Cell): Promise<Result> => {
    for (let tried = 1; ; tried += 1) {
      const lived = await liveOnce(cell.life, [cell], { place });
      const result = resultOf(cell, lived);
      if (result.verdict.kind !== 'unmet' || tried === ATTEMPTS) return result;
    }
  };
  const lives: Promise<void>[] = [];
  for (const [index, cell] of mixed(cells).entries()) {
    if (index % BATCH === BATCH - 1) await onBatch();
    await crowd.enter();
    const life = attempt(cell).then(onResult);
    lives.push(
      life.finally(() => {
        crowd.leave();
      }),
    );
  }
  await Promise.all(lives);
}

/** Lives that wait long between those that do not: side by side with its own kind each would want the same at one time. */
function mixed(cells: readonly Cell[]): Cell[] {
  return [...cells].sort((one, other) => lot(one, 'mixed') - lot(other, 'mixed'));
}
