import { createHash } from 'node:crypto';
import { CELLS, nameOf, type Cell } from './cell';
import type { Expected } from './expected';
import type { HoldWindow } from './place';
import { verdictOn } from './verdict';

/** A cell that is lived, and how it must end. */
export interface ChosenCell {
  readonly cell: Cell;
  readonly name: string;
  readonly expected: Expected;
}

/** What is lived in one run. */
export interface Choice {
  readonly cells: readonly ChosenCell[];
  /** How they were chosen, for whoever wants the same ones again. */
  readonly how: string;
  /** How long holds live, on two idle cores. */
  readonly window: HoldWindow;
}

/** Drawn by the seed, of orders with fewer shipments than these: one of 51 takes as long as all others. */
const SAMPLE = 12;
const MANY_SHIPMENTS = 51;

/** 90 s to ship 51 shipments beside hundreds of orders, and 45 s for what happens at the deadlines of all. */
const WHOLE_WINDOW: HoldWindow = { seconds: 135, margin: 45 };

/** So many cells wait for nobody. */
const FEW = 24;

/** The same for few orders. */
const SAMPLE_WINDOW: HoldWindow = { seconds: 36, margin: 12 };

/**
 * Which cells are lived: those whose name contains what `SCENARIOS` says, all when it is empty; a sample drawn by
 * `SCENARIOS_SEED`, or by another seed each time, when it is not set.
 */
export function chooseCells(env: Readonly<Record<string, string | undefined>>): Choice {
  const all = CELLS.flatMap((cell): ChosenCell[] => {
    const verdict = verdictOn(cell);
    return verdict.kind === 'runs' ? [{ cell, name: nameOf(cell), expected: verdict.expected }] : [];
  });
  const wanted = env['SCENARIOS'];
  if (wanted !== undefined) {
    const cells = all.filter(({ name }) => name.includes(wanted));
    const how = `${cells.length.toString()} of ${all.length.toString()} cells`;
    return { cells, how, window: cells.length > FEW ? WHOLE_WINDOW : SAMPLE_WINDOW };
  }
  const seed = env['SCENARIOS_SEED'] ?? Date.now().toString(36);
  const quick = all.filter(({ cell }) => cell.shipments < MANY_SHIPMENTS);
  const cells = [...quick].sort((one, other) => lot(one, seed) - lot(other, seed)).slice(0, SAMPLE);
  const how = `${SAMPLE.toString()} of ${quick.length.toString()} cells, drawn by SCENARIOS_SEED=${seed}`;
  return { cells, how, window: SAMPLE_WINDOW };
}

/** A number that is the same on every machine. */
function lot({ name }: ChosenCell, seed: string): number {
  return createHash('sha256').update(`${seed} ${name}`).digest().readUInt32BE(0);
}
