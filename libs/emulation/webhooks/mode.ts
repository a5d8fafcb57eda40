/** What happens to webhooks instead of arriving once, in order, at once. */
export type WebhookMode =
  | { readonly kind: 'normal' }
  /** Kept until released. */
  | { readonly kind: 'hold' }
  /** Never sent; the events stay readable. */
  | { readonly kind: 'drop' }
  | { readonly kind: 'duplicate'; readonly times: number }
  /** Gathered for a moment and sent in an order drawn from the seed. */
  | { readonly kind: 'shuffle'; readonly seed: number }
  /** Sent so many seconds later on the emulator's clock. */
  | { readonly kind: 'delay'; readonly seconds: number };

/** Fisher-Yates with a small generator (mulberry32): one seed, one order. */
export function shuffled<T>(items: readonly T[], seed: number): T[] {
  const result = [...items];
  let state = seed >>> 0;
  const draw = (below: number): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let word = Math.imul(state ^ (state >>> 15), state | 1);
    word ^= word + Math.imul(word ^ (word >>> 7), word | 61);
    return ((word ^ (word >>> 14)) >>> 0) % below;
  };
  for (let last = result.length - 1; last > 0; last -= 1) {
    const other = draw(last + 1);
    const [a, b] = [result[last], result[other]];
    if (a === undefined || b === undefined) continue;
    result[last] = b;
    result[other] = a;
  }
  return result;
}
