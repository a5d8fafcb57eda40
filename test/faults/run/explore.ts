import type { Cell } from '../cells/cell';
import { hitsEverybody } from '../cells/fault';
import { LIVES } from '../lives';
import { HOUSEHOLD } from '../lives/household';
import type { Life } from '../lives/life';
import { Findings, findingsOf, lastFindingsOf, type Finding } from '../place/findings';
import { startPlace, type Place, type PlaceOptions } from '../place/place';
import { liveCalm, type LaneOptions } from './calm-lane';
import { choose, type Chosen, type Wish } from './choose';
import { countCalls } from './count';
import { liveHousehold } from './household-lane';
import { Crowd } from './crowd';
import type { Result } from './result';
import { liveStruck } from './struck-lane';

export interface Exploration {
  readonly results: readonly Result[];
  /** How many cells there are in all lives that were counted. */
  readonly all: number;
  readonly findings: readonly Finding[];
}

export interface ExploreOptions {
  /** How many orders live side by side at most, where the machine serves so many. */
  readonly atATime: number;
  /** How many orders are struck together. */
  readonly batch: number;
  /** Keeps the logs of all parts there. */
  readonly logs?: string | undefined;
  /** Of the product's processes, for trials with one that was broken on purpose. */
  readonly env?: Readonly<Record<string, string>>;
  /** Told which cells are lived before any is. */
  readonly onChosen?: (chosen: Chosen, all: readonly Cell[], pace: number) => void;
  readonly onResult?: (result: Result, done: number) => void;
  readonly onFinding?: (finding: Finding) => void;
}

/** Longer than the emulator ever takes on a busy machine: a life must be hit by its fault alone. */
const STRIPE_TIMEOUT_SECONDS = 4;

/** A held call must not end before the blow. */
const HELD_TIMEOUT_SECONDS = 20;

/** Counts the calls of every life, chooses cells, and lives them: in one place what hits one order, in another what hits all. */
export async function explore(wish: Wish, options: ExploreOptions): Promise<Exploration> {
  const { logs, env = {}, onResult = () => undefined, onFinding = () => undefined } = options;
  const places: Place[] = [];
  const crowd = new Crowd(options.atATime);
  const open = async (stripeTimeoutSeconds: number, told: Pick<PlaceOptions, 'onAnswer'> = {}): Promise<Place> => {
    const place = await startPlace({ stripeTimeoutSeconds, env, logs, ...told });
    places.push(place);
    return place;
  };
  const findings = new Findings(onFinding);
  try {
    // Answers in the other place wait for the blows, whatever the machine can serve.
    const onAnswer = (milliseconds: number, pace: number): void => {
      crowd.feel(milliseconds, pace);
    };
    const calm = await open(STRIPE_TIMEOUT_SECONDS, { onAnswer });
    const all = await countWished(wish, calm);
    const chosen = choose(all, wish);
    options.onChosen?.(chosen, all, calm.pace);
    const results: Result[] = [];
    const lane = (place: Place): LaneOptions => ({
      place,
      onBatch: async () => {
        findings.add(await findingsOf(place));
      },
      onResult: (result: Result): void => {
        results.push(result);
        onResult(result, results.length);
      },
    });
    const { own, shared, household } = byLane(chosen.cells);
    const struckLane = async (pace: number): Promise<void> => {
      const place = await open(HELD_TIMEOUT_SECONDS);
      await place.usePace(pace);
      await liveStruck(shared, { ...lane(place), batch: options.batch });
      await liveHousehold(household, lane(place));
    };
    await Promise.all([
      liveCalm(own, { ...lane(calm), crowd }),
      shared.length + household.length > 0 && struckLane(calm.pace),
    ]);
    for (const place of places) findings.add(await lastFindingsOf(place));
    return { results, all: all.length, findings: findings.all };
  } finally {
    await Promise.all(places.map((place) => place.stop()));
  }
}

/** The cells of the lives that are asked for; what goes on for all orders is counted while all live. */
async function countWished({ cell, life = '' }: Wish, place: Place): Promise<Cell[]> {
  const isWished = ({ name }: Life): boolean => cell?.startsWith(`${name} |`) ?? name.includes(life);
  const lives = LIVES.filter(isWished);
  const counted = await countCalls(lives.length > 0 ? lives : LIVES, place);
  return counted.filter((each) => isWished(each.life));
}

/** Whom a fault hits: one order alone, all that live at that moment, or what all of them live of. */
function byLane(cells: readonly Cell[]): Readonly<Record<'own' | 'shared' | 'household', readonly Cell[]>> {
  const ofOrders = cells.filter(({ life }) => life !== HOUSEHOLD);
  return {
    own: ofOrders.filter(({ fault }) => !hitsEverybody(fault)),
    shared: ofOrders.filter(({ fault }) => hitsEverybody(fault)),
    household: cells.filter(({ life }) => life === HOUSEHOLD),
  };
}
