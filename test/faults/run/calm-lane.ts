import type { Cell } from '../cells/cell';
import { liveOnce } from '../cells/live-cell';
import type { Place } from '../place/place';
import { resultOf, type Result } from './result';

export interface LaneOptions {
  readonly place: Place;
  /** How many orders live at one time. */
  readonly atATime: number;
  readonly onResult: (result: Result) => void;
}

/** A call that comes in most lives, but not in all, is given more than one. */
const ATTEMPTS = 2;

/** Lives cells whose faults hit nobody else, many side by side. */
export async function liveCalm(cells: readonly Cell[], { place, atATime, onResult }: LaneOptions): Promise<void> {
  const waiting = [...cells];
  const liver = async (): Promise<void> => {
    for (let cell = waiting.shift(); cell !== undefined; cell = waiting.shift()) onResult(await attempt(cell));
  };
  const attempt = async (cell: Cell): Promise<Result> => {
    for (let tried = 1; ; tried += 1) {
      const lived = await liveOnce(cell.life, { call: cell.call, fault: cell.fault }, { place });
      const result = resultOf(cell, lived);
      if (result.verdict.kind !== 'unmet' || tried === ATTEMPTS) return result;
    }
  };
  await Promise.all(Array.from({ length: Math.min(atATime, cells.length) }, liver));
}
