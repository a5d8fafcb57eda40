import { AT_ONCE } from '../orders/deadline';
import type { EndedHold, ReplacedHold } from '../payment/hold';
import type { Payment } from '../payment/payment';
import type { RecordedAuthorization, RecordedPayment } from './recorded-payment';

/** What a payment knows of its holds, read back from the authorizations that are recorded. */
export type RebuiltHolds = Pick<
  Payment,
  'hold' | 'holdGeneration' | 'replacedHold' | 'earlierHolds' | 'authorizationGeneration'
>;

/**
 * The holds as they were before whatever is under way: what has no answer yet is decided again, under the same
 * generation, and its activity finds out what became of it before it asks anew.
 */
export function rebuildHolds({ authorizations }: Pick<RecordedPayment, 'authorizations'>): RebuiltHolds {
  const holds = authorizations.filter(({ isPayment }) => !isPayment);
  const counting = countingHold(holds);
  const earlier = holds.filter((each) => each.generation < counting.holdGeneration || isFollowed(each, counting));
  return {
    ...counting,
    replacedHold: replacedOf(earlier, counting),
    earlierHolds: earlier.flatMap((each) => endedOf(each, holds) ?? []),
    authorizationGeneration: askedBefore(authorizations, counting),
  };
}

/** The first request for a hold has no answer: the order waits for it, and it must be asked again. */
export function isFirstRequestOpen({ hold }: Pick<Payment, 'hold'>): boolean {
  return hold.state === 'none';
}

type Counting = Pick<Payment, 'hold' | 'holdGeneration'>;

function countingHold(holds: readonly RecordedAuthorization[]): Counting {
  const newest = holds.at(-1);
  if (newest === undefined) return { hold: { state: 'none' }, holdGeneration: 0 };
  const { generation, hold, renews, state, card } = newest;
  const renewed = holds.find((each) => each.generation === renews);
  // A second hold or card beside the first is asked for, or was refused: the first one counts.
  const serves = renewed?.state === 'held' || renewed?.state === 'saved';
  const isBeside = state === 'declined' || (state === 'requested' && serves);
  if (isBeside && renewed !== undefined) return countingOf(renewed);
  if (hold !== null) return { hold, holdGeneration: generation };
  if (renewed !== undefined && card !== null) {
    return { hold: { state: 'renewal_due', generation, card }, holdGeneration: renewed.generation };
  }
  // Another card of the buyer's is being asked, or nothing was answered yet at all.
  const before = holds.findLast((each) => each.generation < generation && isWaiting(each));
  return before === undefined ? { hold: { state: 'none' }, holdGeneration: 0 } : countingOf(before);
}

function countingOf({ hold, generation }: RecordedAuthorization): Counting {
  return { hold: hold ?? { state: 'none' }, holdGeneration: generation };
}

/**
 * A request that came to nothing without a card being refused is asked again; with one, the order waits for another
 * card.
 */
function isWaiting({ hold, state, wasRefused }: RecordedAuthorization): boolean {
  return hold !== null && (state !== 'declined' || wasRefused);
}

/** The hold that ended last is over, though it still counts until the next one is placed. */
function isFollowed({ generation }: RecordedAuthorization, { hold, holdGeneration }: Counting): boolean {
  return hold.state === 'renewal_due' && generation === holdGeneration;
}

/**
 * The latest generation whose request is over. One that is under way is asked again under its own, unless the card it
 * was asked with is not recorded: then it counts as asked, and the next request makes an end of it first.
 */
function askedBefore(authorizations: readonly RecordedAuthorization[], { hold }: Counting): number {
  const newest = authorizations.at(-1);
  if (newest === undefined) return 0;
  if (newest.state !== 'requested') return newest.generation;
  const serves = hold.state === 'held' || hold.state === 'saved';
  const isAnotherCard = !newest.isPayment && newest.card === null && hold.state !== 'none' && !serves;
  return isAnotherCard ? newest.generation : newest.generation - 1;
}

function replacedOf(earlier: readonly RecordedAuthorization[], { holdGeneration }: Counting): ReplacedHold | null {
  const replaced = earlier.findLast(({ state, generation }) => state === 'held' && generation < holdGeneration);
  if (replaced?.hold?.state !== 'held') return null;
  return { ...replaced.hold, generation: replaced.generation, releaseAt: AT_ONCE };
}

function endedOf(
  { hold, wasHeld, generation }: RecordedAuthorization,
  all: readonly RecordedAuthorization[],
): EndedHold | undefined {
  if (!wasHeld || hold === null || !('released' in hold)) return undefined;
  const next = all.find((each) => each.renews === generation && (each.wasHeld || each.keptByHold));
  return next === undefined ? hold : { ...hold, boundAgain: next.amount - next.raised - next.added };
}
