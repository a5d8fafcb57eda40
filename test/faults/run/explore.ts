import type { Cell } from '../cells/cell';
import { hitsEverybody } from '../cells/fault';
import { LIVES } from '../lives';
import { startPlace, type Place } from '../place/place';
import { liveCalm } from './calm-lane';
import { choose, type Chosen, type Wish } from './choose';
import { countCalls } from './count';
import type { Result } from './result';
import { liveStruck } from './struck-lane';

export interface Exploration {
  readonly results: readonly Result[];
  /** How many cells there are in all lives that were counted. */
  readonly all: number;
  /** Requests to Stripe that named no order, by method and path: no cell covers them. */
  readonly unnamed: ReadonlyMap<string, number>;
}

export interface ExploreOptions {
  /** How many orders live side by side, beside those of a batch. */
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
}

/** Longer than the emulator ever takes on a busy machine: a life must be hit by its fault alone. */
const STRIPE_TIMEOUT_SECONDS = 4;

/** A held call must not end before the blow. */
const HELD_TIMEOUT_SECONDS = 20;

/** Counts the calls of every life, chooses cells, and lives them: in one place what hits one order, in another what hits all. */
export async function explore(wish: Wish, options: ExploreOptions): Promise<Exploration> {
  const { logs, env = {}, onResult = () => undefined } = options;
  const places: Place[] = [];
  const open = async (stripeTimeoutSeconds: number): Promise<Place> => {
    const place = await startPlace({ stripeTimeoutSeconds, env, logs });
    places.push(place);
    return place;
  };
  try {
    const calm = await open(STRIPE_TIMEOUT_SECONDS);
    const lives = LIVES.filter(({ name }) => wish.cell?.startsWith(`${name} |`) ?? name.includes(wish.life ?? ''));
    const all = await countCalls(lives, calm);
    const chosen = choose(all, wish);
    options.onChosen?.(chosen, all, calm.pace);
    const results: Result[] = [];
    const lane = {
      onResult: (result: Result): void => {
        results.push(result);
        onResult(result, results.length);
      },
    };
    const struckLane = async (cells: readonly Cell[], pace: number): Promise<void> => {
      const place = await open(HELD_TIMEOUT_SECONDS);
      await place.usePace(pace);
      await liveStruck(cells, { ...lane, place, atATime: options.batch });
    };
    const own = chosen.cells.filter(({ fault }) => !hitsEverybody(fault));
    const shared = chosen.cells.filter(({ fault }) => hitsEverybody(fault));
    await Promise.all([
      liveCalm(own, { ...lane, place: calm, atATime: options.atATime }),
      shared.length > 0 && struckLane(shared, calm.pace),
    ]);
    return { results, all: all.length, unnamed: calm.subjects.unnamed };
  } finally {
    await Promise.all(places.map((place) => place.stop()));
  }
}
