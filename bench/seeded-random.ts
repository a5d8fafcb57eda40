/** Numbers drawn from a seed: the same seed brings the same trial. */
export interface SeededRandom {
  /** At least 0, below 1. */
  next(): number;
  /** One of these; throws when there is none. */
  pick<Item>(items: readonly Item[]): Item;
  /** A whole number from `least` to `most`, both included. */
  between(least: number, most: number): number;
}

/** Mulberry32: 32 bits of state are plenty for a trial, and the whole of it is readable. */
export function seededRandom(seed: number): SeededRandom {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const between = (least: number, most: number): number => least + Math.floor(next() * (most - least + 1));
  return {
    next,
    between,
    pick: (items) => {
      const item = items[between(0, items.length - 1)];
      if (item === undefined) throw new Error('there is nothing to pick from');
      return item;
    },
  };
}
