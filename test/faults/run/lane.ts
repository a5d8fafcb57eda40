import type { Cell } from '../cells/cell';
import type { Place } from '../place/place';
import type { Result } from './result';

export interface LaneOptions {
  readonly place: Place;
  readonly onResult: (result: Result) => void;
  /** Told when some more have ended. */
  readonly onBatch: () => Promise<void>;
}

/**
 * Cells that are lived together in a place where all feel what is done to one.
 * @returns those that have not shown anything yet
 */
export type Round = (lane: LaneOptions) => Promise<readonly Cell[]>;
