import { hasShipped, isCapturedElsewhere } from './external-capture';
import { lastOpenSpans } from './open-spans';
import { abandonedAt, openUnits, type Payment } from './payment';
import type { GrowthInput } from '../orders/inputs';
import type { SavedCard } from '../orders/saved-card';
import type { LiveHold } from './hold';
import type { UsedCard } from '../provider/payment-intent-reading';
import { priceSpans, type Price, type UnitSpan } from '../orders/shipment-price';
import type { Requester } from '../orders/requester';
import { isAwaiting } from '../orders/transitions';
import { without } from '../orders/unit-spans';

/** A hold that takes the place of another one, for exactly what has not shipped and was not given up. */
export interface Renewal {
  /** Null: not the saved card, but the one that the buyer gives now. */
  readonly card: SavedCard | null;
  readonly price: Price;
  /** Until when the old hold lives on if the card refuses; null: the old one is over. */
  readonly lastCallAt: string | null;
  /** It comes while the old hold serves, so that a refusal changes nothing. Absent: that one's time has come. */
  readonly takesOver?: true;
  /** What of it is for units that are about to open again, and who asked for that; absent: nothing. */
  readonly room?: Room;
  /** When a hold that the buyer must help with is given up; absent: a day after the card refused. */
  readonly awaitedUntil?: string;
}

/** Minor units of a hold that no unit has yet. */
export interface Room extends Requester {
  readonly amount: number;
  /** What takes them; absent in histories from before it was written down with the hold. */
  readonly command?: GrowthInput;
}

/** Whether the buyer gave another card, which ends the call for one once it is good. */
export function isOtherCard({ renewal }: { readonly renewal?: Renewal | undefined }): boolean {
  return renewal?.takesOver === true && renewal.card === null;
}

/**
 * The authorization after a hold, written down in the same transaction as the end of that hold: in between the order
 * must not look as if it were over.
 */
export interface NextHold {
  readonly generation: number;
  readonly amount: number;
  readonly card: SavedCard;
}

/** Why a hold is not even tried to be renewed. */
export type NotRenewed = 'no_saved_card' | 'too_many_renewals' | 'captured_elsewhere';

/** Bounds a history: shipments that still do not ship after so many holds are a matter for people. */
export const RENEWALS_AT_MOST = 12;

/** The card with which a hold can be renewed, as the provider tells of the hold. */
export function savedCardOf(used: UsedCard | null | undefined, askedWith: SavedCard | null): SavedCard | null {
  if (used === null || used === undefined) return null;
  const { customer, paymentMethod, keptFor } = used;
  // A payment with a card that was kept before says nothing about keeping it.
  const knownBefore = askedWith?.paymentMethod === paymentMethod && askedWith.customer === customer;
  return knownBefore || keptFor === 'off_session' ? { customer, paymentMethod } : null;
}

/** What is worth being held: all that has neither shipped nor been given up, less `leaving`. */
export function openWorth(payment: Payment, leaving: readonly UnitSpan[] = []): Price {
  const spans = without(lastOpenSpans(payment, openUnits(payment)), leaving);
  const takesShipping = spans.length > 0 && leaving.length === 0 && !hasShipped(payment);
  return priceSpans(payment.order, spans, takesShipping);
}

/** Holds of the order so far that another one took the place of. */
export function renewalsSoFar({ earlierHolds, replacedHold }: Payment): number {
  return earlierHolds.length + (replacedHold === null ? 0 : 1);
}

/** Why a live hold cannot be renewed; undefined when it can. */
export function whyNotRenewable(payment: Payment, hold: LiveHold): NotRenewed | undefined {
  if (hold.card === undefined || hold.card === null) return 'no_saved_card';
  // What was captured is for units that nobody has named: they must not be paid for twice.
  if (isCapturedElsewhere(payment)) return 'captured_elsewhere';
  return renewalsSoFar(payment) >= RENEWALS_AT_MOST ? 'too_many_renewals' : undefined;
}

/** What would be held after a live hold; undefined when nothing would. */
export function nextHold(payment: Payment, hold: LiveHold, leaving: readonly UnitSpan[] = []): NextHold | undefined {
  const { card } = hold;
  if (card === undefined || card === null || whyNotRenewable(payment, hold) !== undefined) return undefined;
  const { amount } = openWorth(payment, leaving);
  return amount === 0 ? undefined : { generation: payment.authorizationGeneration + 1, amount, card };
}

/** As `nextHold`, in case that the network drops the hold before we act: only the order's policy renews a lost hold. */
export function nextIfLost(payment: Payment): { readonly ifLost?: NextHold } {
  const { hold, order } = payment;
  if (hold.state !== 'held' || hold.renewal === 'refused') return {};
  switch (order.policy.onDeadline) {
    case 'release':
    case 'capture_remaining':
      return {};
    case 'reauthorize': {
      const next = nextHold(payment, hold);
      return next === undefined ? {} : { ifLost: next };
    }
  }
}

/** A hold was given back or used up, and the next one is not placed yet. */
export function isBetweenHolds({ hold, earlierHolds }: Payment): boolean {
  return earlierHolds.length > 0 && (hold.state === 'renewal_due' || isAwaiting(hold.state));
}

/** Between two holds another card of the buyer's is asked for what has not shipped, for as long as the refusal gave. */
export function renewalWithAnotherCard(payment: Payment): { readonly renewal?: Renewal } {
  if (!isBetweenHolds(payment)) return {};
  const price = openWorth(payment);
  return { renewal: { card: null, price, lastCallAt: null, awaitedUntil: abandonedAt(payment) } };
}
