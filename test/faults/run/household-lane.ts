import { Barrier } from '../calls/barrier';
import { Household } from '../calls/household';
import type { Cell } from '../cells/cell';
import { hitsEverybody } from '../cells/fault';
import { liveOnce } from '../cells/live-cell';
import { BESIDE, HOUSEHOLD, LOST } from '../lives/household';
import { hurry } from './hurry';
import type { LaneOptions, Round } from './lane';
import { resultOf, type Result } from './result';
import { LONGEST_WAIT_MS, prepareStrike, strike, struckBy, type Struck } from './struck-lane';

/** Where one call fails, those that follow it do not come: each attempt reaches further. */
const ATTEMPTS = 4;

/**
 * Rounds of cells whose calls name no order. Many such calls are hit at once, each by one fault, while a few orders live; where
 * not all of these come to their right ends, each call is hit alone.
 * @param attempt from 1; after the last, cells whose calls did not come are told as they are
 */
export function householdRounds(cells: readonly Cell[], attempt: number): Round[] {
  return groupsOf(cells).map((group) => (lane) => liveGroup(group, lane, attempt === ATTEMPTS));
}

/** As few as there can be: each call once in a group, and of blows those that strike the same thing. */
function groupsOf(cells: readonly Cell[]): Cell[][] {
  const groups: { readonly blow: Struck | undefined; readonly cells: Cell[] }[] = [];
  for (const cell of cells) {
    const blow = hitsEverybody(cell.fault) ? struckBy(cell) : undefined;
    const open = groups.find((group) => group.blow === blow && group.cells.every(({ call }) => call !== cell.call));
    if (open === undefined) groups.push({ blow, cells: [cell] });
    else open.cells.push(cell);
  }
  return groups.map((group) => group.cells);
}

/** @returns the cells that have not shown anything yet */
async function liveGroup(group: readonly Cell[], options: LaneOptions, isLast: boolean): Promise<Cell[]> {
  const results = await liveTogether(group, options);
  await options.onBatch();
  if (group.length > 1 && results.some(({ verdict }) => verdict.kind === 'failed')) {
    for (const cell of group) await liveGroup([cell], options, true);
    return [];
  }
  const unmet = results.filter(({ verdict }) => verdict.kind === 'unmet' && !isLast);
  for (const result of results) if (!unmet.includes(result)) options.onResult(result);
  return unmet.map(({ cell }) => cell);
}

async function liveTogether(group: readonly Cell[], { place }: LaneOptions): Promise<Result[]> {
  const household = new Household(group.map(({ call, fault }) => ({ call, fault })));
  const barrier = new Barrier(group.length);
  place.useBarrier(barrier);
  place.subjects.useHousehold(household);
  const [first] = group;
  const isBlow = first !== undefined && hitsEverybody(first.fault);
  if (isBlow) await prepareStrike(place, struckBy(first));
  await hurry(place);
  const lives = Promise.all([
    liveOnce(HOUSEHOLD, [LOST], { place }),
    ...BESIDE.map((life) => liveOnce(life, [], { place })),
  ]).finally(() => {
    for (const { orderId } of household.subjects) barrier.leave(orderId);
  });
  const blow = isBlow ? barrier.hit(LONGEST_WAIT_MS, () => strike(place, struckBy(first))) : undefined;
  const [[lost, ...beside]] = await Promise.all([lives, blow]);
  place.subjects.useHousehold(undefined);
  const wrongs = [lost, ...beside].flatMap((lived) =>
    lived.wrongs.map(({ kind, what }) => ({ kind, what: `${what} (order ${lived.orderId})` })),
  );
  return group.map((cell, index) => {
    const { orderId = '', hits = 0 } = household.subjects[index] ?? {};
    return resultOf(cell, { ...lost, wrongs, hits: isBlow && !barrier.arrived.has(orderId) ? 0 : hits });
  });
}
