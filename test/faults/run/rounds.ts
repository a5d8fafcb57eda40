import type { Cell } from '../cells/cell';
import { HOUSEHOLD } from '../lives/household';
import { householdRounds } from './household-lane';
import type { LaneOptions, Round } from './lane';
import { struckRounds } from './struck-lane';

export interface RoundOptions {
  /** Opens a place; called once for each, when there is work for it. */
  readonly places: readonly (() => Promise<LaneOptions>)[];
  /** How many orders are struck together. */
  readonly batch: number;
}

/** Lives cells that hit everybody, a round at a time in each place: most of a struck life is waiting. */
export async function liveRounds(cells: readonly Cell[], { places, batch }: RoundOptions): Promise<void> {
  const lanes = places.map(once);
  let left = cells;
  for (let attempt = 1; left.length > 0; attempt += 1) {
    const rounds = roundsOf(left, batch, attempt);
    const missed = await Promise.all(lanes.map((lane) => takeTurns(rounds, lane)));
    left = missed.flat();
  }
}

function roundsOf(cells: readonly Cell[], batch: number, attempt: number): Round[] {
  const household = cells.filter(({ life }) => life === HOUSEHOLD);
  const struck = cells.filter(({ life }) => life !== HOUSEHOLD);
  return [...householdRounds(household, attempt), ...struckRounds(struck, batch, attempt)];
}

async function takeTurns(rounds: Round[], open: () => Promise<LaneOptions>): Promise<Cell[]> {
  const missed: Cell[] = [];
  for (let round = rounds.shift(); round !== undefined; round = rounds.shift()) {
    missed.push(...(await round(await open())));
  }
  return missed;
}

function once<T>(open: () => Promise<T>): () => Promise<T> {
  let opened: Promise<T> | undefined;
  return () => (opened ??= open());
}
