import type { Call } from '../calls/call';
import { Household } from '../calls/household';
import { cellsOf, type Cell } from '../cells/cell';
import { liveOnce } from '../cells/live-cell';
import { HOUSEHOLD } from '../lives/household';
import type { Life } from '../lives/life';
import type { Place } from '../place/place';
import { SLOWEST_PACE } from '../place/settings';

/** Seconds from an order to its end where nothing goes wrong, twelve of them at one time on two idle cores. */
const USUAL_SECONDS = 6;

/**
 * Lives each life undisturbed and counts its calls, and those that name no order: each is a row of the table.
 * @throws Error when one of them does not end right by itself
 */
export async function countCalls(lives: readonly Life[], place: Place): Promise<Cell[]> {
  const household = new Household([]);
  place.subjects.useHousehold(household);
  const lived = await Promise.all(lives.map((life) => liveOnce(life, [], { place })));
  place.subjects.useHousehold(undefined);
  const wrong = lived.flatMap(({ wrongs }, index) =>
    wrongs.map(({ kind, what }) => `${lives[index]?.name ?? ''}: ${kind}: ${what}`),
  );
  if (wrong.length > 0) throw new Error(`Lives do not end right even undisturbed:\n${wrong.join('\n')}`);
  const inOrder = lived.map(({ seconds }) => seconds).sort((one, other) => one - other);
  const median = inOrder[Math.floor(inOrder.length / 2)] ?? USUAL_SECONDS;
  const cells = lived.flatMap(({ calls, seconds }, index) => {
    const life = lives[index];
    return life === undefined ? [] : cellsOf(life, calls, seconds);
  });
  await place.usePace(Math.min(Math.max(median / USUAL_SECONDS, 1), SLOWEST_PACE));
  return [...cells, ...cellsOf(HOUSEHOLD, firstOfEach(household), median)];
}

/** They come again and again, and each time it is the same. */
function firstOfEach({ subjects }: Household): Call[] {
  return subjects.flatMap(({ calls }) => calls).filter(({ nth }) => nth === 1);
}
