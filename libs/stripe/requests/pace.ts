import { setTimeout as pause } from 'node:timers/promises';
import type Stripe from 'stripe';

/** Lets requests leave no faster than they may. */
export interface Pace {
  /** Waits for its turn. @throws TooManyWaiting when that is too far away: then nothing was sent */
  turn(): Promise<void>;
  /** @param workers how many keep to the same limit together, this one included */
  shareAmong(workers: number): void;
}

/** Nothing was sent: as when the provider says 429, the step comes back after a pause. */
export class TooManyWaiting extends Error {
  override readonly name = 'TooManyWaiting';

  constructor() {
    super('too many requests wait for their turn');
  }
}

/** Together with the 20 s that an answer may take, less than the 30 s that a step has. */
const WAITS_AT_MOST_MS = 8_000;

/** Requests that come together leave together, as many as this part of a second has. */
const TOGETHER_MS = 250;

/** @param perSecond requests a second, of all workers */
export function openPace(perSecond: number): Pace {
  let everyMs = 1_000 / perSecond;
  /** When the next request would leave if each had kept its distance. */
  let next = performance.now();
  return {
    turn: async () => {
      const now = performance.now();
      const wait = next - TOGETHER_MS - now;
      if (wait > WAITS_AT_MOST_MS) throw new TooManyWaiting();
      next = Math.max(next, now) + everyMs;
      if (wait > 0) await pause(wait);
    },
    shareAmong: (workers) => {
      everyMs = (1_000 / perSecond) * workers;
    },
  };
}

/** A client's requests at this pace; the wait is no part of what an answer may take. */
export function paced(http: Stripe.HttpClient, pace: Pace): Stripe.HttpClient {
  return {
    getClientName: () => http.getClientName(),
    makeRequest: async (...request) => {
      await pace.turn();
      return http.makeRequest(...request);
    },
  };
}
