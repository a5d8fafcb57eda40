import { TEST_DEPLOYMENT } from '../setup/postgres';
import type { Cell, Condition } from './cell';

/** What goes wrong, as the emulator of the provider is told to do it. */

/** A place is an account with a Holdfast of its own: what an account does to all its webhooks needs one. */
export type PlaceName = 'calm' | 'twice' | 'first' | 'silent';

export interface PlaceSettings {
  /** Without, a while after its capture. */
  readonly settlesAtOnce: boolean;
  readonly webhooks: Readonly<Record<string, unknown>>;
  /** Faults that hit everybody there. */
  readonly faults: readonly Fault[];
  /** Seconds after which a settlement is read that no webhook announced; a shop's is an hour. */
  readonly settlementReadAfterSeconds: number;
  /** Seconds from one sweep of the inbox to the next; undefined leaves it at the product's own 30. */
  readonly sweepEverySeconds: number | undefined;
}

export interface Fault {
  readonly match: Readonly<Record<string, unknown>>;
  readonly effect: Readonly<Record<string, unknown>>;
}

const CALM: PlaceSettings = {
  settlesAtOnce: false,
  webhooks: { mode: 'normal' },
  faults: [],
  settlementReadAfterSeconds: 3_600,
  sweepEverySeconds: undefined,
};

export const PLACES: Readonly<Record<PlaceName, PlaceSettings>> = {
  calm: CALM,
  twice: { ...CALM, webhooks: { mode: 'duplicate', times: 2 } },
  first: {
    ...CALM,
    // At once, so that the news of a settlement too comes before the answer to its capture.
    settlesAtOnce: true,
    faults: [{ match: { method: 'POST', path: '/v1/**', times: 1_000_000 }, effect: { kind: 'webhooks_first' } }],
  },
  silent: { ...CALM, webhooks: { mode: 'drop' }, settlementReadAfterSeconds: 1, sweepEverySeconds: 2 },
};

export function placeOf(condition: Condition): PlaceName {
  switch (condition) {
    case 'nothing_wrong':
    case 'answers_lost':
    case 'declined_again':
    case 'declined_first':
    case 'authenticates':
      return 'calm';
    case 'webhooks_twice':
      return 'twice';
    case 'webhooks_first':
      return 'first';
    case 'no_webhooks':
      return 'silent';
  }
}

/** Faults that hit one order alone, found by the idempotency keys of its requests. */
export function faultsOf({ condition, provider }: Cell, orderId: string): Fault[] {
  return condition === 'answers_lost' ? lostAnswers(LOST_OF[provider], orderId) : [];
}

/**
 * Which answers are lost: many at first, then one in eight. Never two in a row, because a call is repeated under its key:
 * six in a row would be one call that waits for a minute. A call is up to three requests at WooshPay, all repeated.
 */
const LOST_OF: Readonly<Record<Cell['provider'], readonly number[]>> = {
  stripe: [1, 3, 5, 7, 9, 11, 16, 24, 32, 40, 48, 56, 64, 72, 80, 88, 96],
  wooshpay: [1, 4, 6, 10, 13, 17, 20, 28],
};

/** The provider does it, and its answer is lost; also of what gives money back. */
function lostAnswers(nths: readonly number[], orderId: string): Fault[] {
  const lose = (keys: string, nth: number): Fault => ({
    match: { method: 'POST', idempotency_key: `${TEST_DEPLOYMENT}/order/${orderId}/${keys}`, nth, times: 1 },
    effect: { kind: 'commit_then_drop' },
  });
  return [...nths.map((nth) => lose('**', nth)), lose('release/**', 1)];
}
