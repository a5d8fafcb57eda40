import { cellId, type Cell } from '../cells/cell';
import { hitsEverybody } from '../cells/fault';
import { lot } from './lot';
import { takeTurns } from './turns';

export interface Wish {
  /** Exactly this one. */
  readonly cell?: string | undefined;
  /** Those of lives with this in their name. */
  readonly life?: string | undefined;
  /** `calm` or `struck`: those that hit one order alone, or those that hit everybody. */
  readonly lane?: string | undefined;
  /** Those whose call has this in its name. */
  readonly call?: string | undefined;
  readonly fault?: string | undefined;
  /** Each with each fault, where faults take turns without. Who names calls or faults has each of these. */
  readonly every?: boolean | undefined;
  /** `2/3`: every third one, the same on every machine. */
  readonly part?: string | undefined;
  /** So many, drawn by the seed. */
  readonly sample?: string | undefined;
  /** Draws the sample, and which call meets which fault where they take turns. */
  readonly seed?: string | undefined;
  /** Each so often, for one that failed once and passes now. */
  readonly times?: string | undefined;
}

export interface Chosen {
  readonly cells: readonly Cell[];
  /** How they were chosen, for whoever wants the same ones again. */
  readonly how: string;
}

/** Which of all the cells are lived. @throws Error when a single one that was asked for does not exist */
export function choose(all: readonly Cell[], wish: Wish): Chosen {
  const { cells, how } = chooseOnce(all, wish);
  return { cells: Array.from({ length: Number(wish.times ?? 1) }, () => cells).flat(), how };
}

function chooseOnce(all: readonly Cell[], wish: Wish): Chosen {
  const { cell, call = '', fault = '', lane, sample, seed } = wish;
  if (cell !== undefined) {
    const cells = all.filter((each) => cellId(each) === cell);
    if (cells.length === 0) throw new Error(`There is no cell ${cell}. --list shows all.`);
    return { cells, how: 'one' };
  }
  const fitting = all.filter((each) => each.call.includes(call) && each.fault.includes(fault));
  const inLane = fitting.filter((each) => lane !== otherLaneOf(each));
  if (sample !== undefined) {
    const drawnBy = seed ?? Date.now().toString(36);
    const drawn = [...inLane].sort((one, other) => lot(one, drawnBy) - lot(other, drawnBy)).slice(0, Number(sample));
    return { cells: drawn, how: `--sample ${sample} --seed ${drawnBy}` };
  }
  if (wish.every === true || call !== '' || fault !== '') return partOf({ cells: inLane, how: 'each' }, wish);
  const pairedBy = seed ?? FIRST_PAIRS;
  const turns = takeTurns(fitting, pairedBy).filter((each) => lane !== otherLaneOf(each));
  return partOf({ cells: turns, how: `in turns, --seed ${pairedBy}` }, wish);
}

/** The same on every machine, for who does not say. */
const FIRST_PAIRS = 'first';

function partOf({ cells, how }: Chosen, { part }: Wish): Chosen {
  if (part === undefined) return { cells, how };
  const [number, of] = part.split('/').map(Number);
  if (number === undefined || of === undefined || !(number >= 1 && number <= of)) {
    throw new Error(`--part is like 1/3, not ${part}`);
  }
  return { cells: cells.filter((each) => lot(each, 'part') % of === number - 1), how: `${how}, part ${part}` };
}

function otherLaneOf({ fault }: Cell): string {
  return hitsEverybody(fault) ? 'calm' : 'struck';
}
