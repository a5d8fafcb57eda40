import type { Cell } from '../cells/cell';
import { hitsEverybody } from '../cells/fault';
import { LIVES } from '../lives';
import { HOUSEHOLD } from '../lives/household';
import type { Life } from '../lives/life';
import { Findings, findingsOf, lastFindingsOf, type Finding } from '../place/findings';
import { startPlace, type Place, type PlaceOptions } from '../place/place';
import { startTemporalOfPlaces } from '../place/temporal-of-places';
import { liveCalm } from './calm-lane';
import { choose, type Chosen, type Wish } from './choose';
import { countCalls } from './count';
import { Crowd } from './crowd';
import type { LaneOptions } from './lane';
import type { Result } from './result';
import { liveRounds } from './rounds';

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
  /** In how many places orders are struck at one time, on an idle machine; one without. Each takes a gigabyte of memory. */
  readonly struckPlaces?: number;
  /** How long an order may take beyond its deadlines, on an idle machine; as long as it ever may without. */
  readonly patienceSeconds?: number;
  /** Keeps the logs of all parts there. */
  readonly logs?: string | undefined;
  /** Of the product's processes, for trials with one that was broken on purpose. */
  readonly env?: Readonly<Record<string, string>>;
  /** Told which cells are lived before any is. */
  readonly onChosen?: (chosen: Chosen, all: readonly Cell[], pace: number) => void;
  readonly onResult?: (result: Result, done: number) => void;
  readonly onFinding?: (finding: Finding) => void;
}

/** Longer than an emulator ever takes on a busy machine: a life must be hit by its fault alone. */
const PROVIDER_TIMEOUT_SECONDS = 4;

/** A held call must not end before the blow. */
const HELD_TIMEOUT_SECONDS = 20;

/** Counts the calls of every life, chooses cells, and lives them: in one place what hits one order, in another what hits all. */
export async function explore(wish: Wish, options: ExploreOptions): Promise<Exploration> {
  const { logs, env = {}, patienceSeconds, onResult = () => undefined, onFinding = () => undefined } = options;
  const { struckPlaces: mostStruck = 1 } = options;
  const places: Place[] = [];
  const temporal = await startTemporalOfPlaces(mostStruck + 1, logs);
  const crowd = new Crowd(options.atATime);
  const open = async (providerTimeoutSeconds: number, told: Pick<PlaceOptions, 'onAnswer'> = {}): Promise<Place> => {
    const settings = { providerTimeoutSeconds, env, logs, patienceSeconds, ...told };
    const place = await startPlace({ ...settings, temporal: temporal.take() });
    places.push(place);
    return place;
  };
  const findings = new Findings(onFinding);
  try {
    // Answers in the other place wait for the blows, whatever the machine can serve.
    const onAnswer = (milliseconds: number, pace: number): void => {
      crowd.feel(milliseconds, pace);
    };
    const calm = await open(PROVIDER_TIMEOUT_SECONDS, { onAnswer });
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
    // On a slow machine each place would be late for the others' sake.
    const struckPlaces = Math.max(Math.floor(mostStruck / calm.pace), 1);
    const openStruck = async (): Promise<LaneOptions> => {
      const place = await open(HELD_TIMEOUT_SECONDS);
      await place.usePace(calm.pace);
      return lane(place);
    };
    const { alone, everybody } = byWhomTheyHit(chosen.cells);
    await Promise.all([
      liveCalm(alone, { ...lane(calm), crowd }),
      liveRounds(everybody, { places: Array.from({ length: struckPlaces }, () => openStruck), batch: options.batch }),
    ]);
    for (const place of places) findings.add(await lastFindingsOf(place));
    return { results, all: all.length, findings: findings.all };
  } finally {
    await Promise.all(places.map((place) => place.stop()));
    await temporal.stop();
  }
}

/** The cells of the lives that are asked for; what goes on for all orders is counted while all live. */
async function countWished({ cell, life = '' }: Wish, place: Place): Promise<Cell[]> {
  const isWished = ({ name }: Life): boolean => cell?.startsWith(`${name} |`) ?? name.includes(life);
  const lives = LIVES.filter(isWished);
  const counted = await countCalls(lives.length > 0 ? lives : LIVES, place);
  return counted.filter((each) => isWished(each.life));
}

interface ByWhomTheyHit {
  /** One order. */
  readonly alone: readonly Cell[];
  /** All that live in a place at that moment, by a blow or because the call is nobody's. */
  readonly everybody: readonly Cell[];
}

function byWhomTheyHit(cells: readonly Cell[]): ByWhomTheyHit {
  const hitAll = ({ life, fault }: Cell): boolean => life === HOUSEHOLD || hitsEverybody(fault);
  return { alone: cells.filter((cell) => !hitAll(cell)), everybody: cells.filter(hitAll) };
}
