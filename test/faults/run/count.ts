import { cellsOf, type Cell } from '../cells/cell';
import { liveOnce, type Lived } from '../cells/live-cell';
import type { Life } from '../lives/life';
import type { Place } from '../place/place';

/** What the undisturbed lives have shown. */
export interface Counted {
  readonly cells: readonly Cell[];
  /** How many times slower this machine is now than an idle one. */
  readonly pace: number;
}

/** Seconds from an order to its end where nothing goes wrong and nothing else runs. */
const USUAL_SECONDS = 4;
const SLOWEST = 6;

/**
 * Lives each life undisturbed and counts its calls: each is a row of the table.
 * @throws Error when one of them does not end right by itself
 */
export async function countCalls(lives: readonly Life[], place: Place, pace: number): Promise<Counted> {
  const lived = await Promise.all(lives.map((life) => undisturbed(life, place, pace)));
  const slowest = Math.max(...lived.map(({ seconds }) => seconds)) / (2 * USUAL_SECONDS);
  const cells = lived.flatMap(({ calls }, index) => {
    const life = lives[index];
    return life === undefined ? [] : cellsOf(life, calls);
  });
  return { cells, pace: Math.min(Math.max(slowest, 1), SLOWEST) };
}

async function undisturbed(life: Life, place: Place, pace: number): Promise<Lived> {
  const lived = await liveOnce(life, undefined, { place, pace });
  if (lived.wrongs.length === 0) return lived;
  const wrongs = lived.wrongs.map(({ kind, what }) => `${kind}: ${what}`).join('\n');
  throw new Error(`The life "${life.name}" does not end right even undisturbed:\n${wrongs}`);
}
