import type { Call } from '../calls/call';
import { Household } from '../calls/household';
import { cellsOf, type Cell } from '../cells/cell';
import { liveOnce, type Lived } from '../cells/live-cell';
import { HOUSEHOLD } from '../lives/household';
import type { Life } from '../lives/life';
import type { Place } from '../place/place';
import { SLOWEST_PACE, UNDISTURBED_HOLD_SECONDS } from '../place/settings';
import { hurry } from './hurry';

/** Seconds from an order to its end where nothing goes wrong, ten of them at one time on two idle cores. */
const USUAL_SECONDS = 6;

/**
 * Lives each life undisturbed and counts its calls, and those that name no order: each is a row of the table. How long the
 * first ones take says how slow this machine is; those that wait for a deadline follow, with one that it can keep.
 * @throws Error when one of them does not end right by itself
 */
export async function countCalls(lives: readonly Life[], place: Place): Promise<Cell[]> {
  const household = new Household([]);
  place.subjects.useHousehold(household);
  await hurry(place);
  const quick = await liveUndisturbed(
    lives.filter(({ awaitsDeadline = false }) => !awaitsDeadline),
    place,
  );
  const pace = paceOf([...quick.values()]);
  await place.usePace(pace, UNDISTURBED_HOLD_SECONDS);
  const waiting = await liveUndisturbed(
    lives.filter(({ awaitsDeadline = false }) => awaitsDeadline),
    place,
  );
  place.subjects.useHousehold(undefined);
  await place.usePace(pace);
  const cells = [...quick, ...waiting].flatMap(([life, { calls }]) => cellsOf(life, calls));
  return [...cells, ...cellsOf(HOUSEHOLD, firstOfEach(household))];
}

async function liveUndisturbed(lives: readonly Life[], place: Place): Promise<Map<Life, Lived>> {
  const lived = await Promise.all(lives.map(async (life) => [life, await liveOnce(life, [], { place })] as const));
  const wrong = lived.flatMap(([{ name }, { wrongs }]) => wrongs.map(({ kind, what }) => `${name}: ${kind}: ${what}`));
  if (wrong.length > 0) throw new Error(`Lives do not end right even undisturbed:\n${wrong.join('\n')}`);
  return new Map(lived);
}

/** Where none was lived that could tell it, the machine is taken for the slowest. */
function paceOf(lived: readonly Lived[]): number {
  const inOrder = lived.map(({ seconds }) => seconds).sort((one, other) => one - other);
  const median = inOrder[Math.floor(inOrder.length / 2)] ?? USUAL_SECONDS * SLOWEST_PACE;
  return Math.min(Math.max(median / USUAL_SECONDS, 1), SLOWEST_PACE);
}

/** They come again and again, and each time it is the same. */
function firstOfEach({ subjects }: Household): Call[] {
  return subjects.flatMap(({ calls }) => calls).filter(({ nth }) => nth === 1);
}
