import type { Requester } from '../orders/requester';
import type { LineQuantity } from '../orders/shipment-price';
import type { RefundState } from '../orders/transitions';

/** Which of them gives first where less goes back than units are worth: the card, or what was paid beside it. */
export const REFUND_TO = ['card', 'credits'] as const;
/** One of them. */
export type RefundTo = (typeof REFUND_TO)[number];

/** What of a credit goes back with a refund, in minor units: by the shop, who took it. */
export interface ReturnedCredit {
  readonly creditId: string;
  readonly amount: number;
}

/**
 * The shop gives money back. What it gives back is said in exactly one way: a shipment (all of it, or some of its
 * lines), lines (the units that shipped last), the shipping, or an amount. An amount beside units is what they bring.
 */
export interface RefundCommand extends Requester {
  readonly refundId: string;
  readonly shipmentId: string | null;
  readonly lines: readonly LineQuantity[] | null;
  readonly amount: number | null;
  /** Absent: no refund of shipping alone. */
  readonly shipping?: true;
  /** Only for an amount beside units; absent: `card`. */
  readonly refundTo?: RefundTo;
  /** In the shop's words, for the timeline. */
  readonly reason: string;
  readonly contentHash: string;
  /** Names the one HTTP request that brought it, so that a repeat knows it is one. */
  readonly acceptanceId: string;
}

/** Every status of a refund as a whole. */
export const REFUND_STATUSES = ['requested', 'pending', 'succeeded', 'failed', 'refused'] as const;

/**
 * A refund as a whole, derived from its parts, one for each charge, and never set by hand.
 * `requested`: the provider was asked and its answer is not known yet. `refused`: nothing moved, and nothing will.
 */
export type RefundStatus = (typeof REFUND_STATUSES)[number];

/**
 * What the states of its parts make of the refund as a whole: no part may fail, or be undecided, behind a good word.
 */
export function refundStatus(parts: readonly RefundState[]): RefundStatus {
  const some = (...states: RefundState[]): boolean => parts.some((state) => states.includes(state));
  if (some('requested', 'unknown')) return 'requested';
  if (parts.every((state) => state === 'refused')) return 'refused';
  if (some('pending')) return 'pending';
  return some('failed', 'refused') ? 'failed' : 'succeeded';
}

/**
 * What becomes of a part that gives nothing to the card, by the states of the parts beside it that do: nobody is asked
 * for it, and what it says went back once any of them did.
 */
export function stateBesideCard(card: readonly RefundState[]): 'requested' | 'succeeded' | 'failed' | 'refused' {
  if (card.some((state) => REFUNDED_STATES.includes(state))) return 'succeeded';
  if (card.some((state) => state === 'requested' || state === 'unknown')) return 'requested';
  return card.every((state) => state === 'refused') ? 'refused' : 'failed';
}

/** Parts whose money is gone or may be: it must not be promised a second time. */
export const RESERVING_STATES: readonly RefundState[] = ['requested', 'unknown', 'pending', 'succeeded'];

/** Parts whose money the provider took from our balance. */
export const REFUNDED_STATES: readonly RefundState[] = ['pending', 'succeeded'];

/** What became of a refund, as its workflow learns it. Plain data: it travels through Temporal's history. */
export type RefundFact =
  | RefundRecorded
  | { readonly kind: 'refund_refused'; readonly refusal: RefundRefusal }
  /** Our own request was wrong; an alert opens, and a person must act before it can work. */
  | { readonly kind: 'step_failed'; readonly message: string };

/** How a refund stands, in minor units of its currency. */
export interface RefundRecorded {
  readonly kind: 'refund_recorded';
  readonly status: Exclude<RefundStatus, 'refused'>;
  readonly amount: number;
  /** What the shop gives back of credits beside the card; absent: nothing. */
  readonly credited?: number;
  readonly currency: string;
  readonly contentHash: string;
  readonly acceptanceId: string;
  /** When to read the provider if no event has told of the end; null when there is nothing to wait for. */
  readonly nextReadAt: string | null;
}

/** Why a refund cannot be made: the HTTP API's codes, with what the caller needs to do better. */
export type RefundRefusal =
  | { readonly code: 'refund_conflict'; readonly message: string }
  | { readonly code: 'units_not_available'; readonly message: string; readonly left: readonly LineQuantity[] }
  /** The field at `path` asks for more than there is to refund. */
  | {
      readonly code: 'not_refundable';
      readonly message: string;
      readonly path: string;
      readonly maximumAmount: number;
    }
  /** The provider said no. */
  | { readonly code: 'refund_refused'; readonly message: string }
  | { readonly code: 'temporarily_unavailable'; readonly message: string };

/** Answer of the update `requestRefund`. */
export type RefundResult =
  | { readonly kind: 'accepted'; readonly status: RefundRecorded['status']; readonly acceptanceId: string }
  | { readonly kind: 'refused'; readonly refusal: RefundRefusal };

/** The answer to a command, from what became of the refund under its id. */
export function answerToRefund({ refundId, contentHash }: RefundCommand, fact: RefundFact): RefundResult {
  switch (fact.kind) {
    case 'refund_recorded': {
      const { status, acceptanceId } = fact;
      if (fact.contentHash !== contentHash) return { kind: 'refused', refusal: refundConflict(refundId) };
      return { kind: 'accepted', status, acceptanceId };
    }
    case 'refund_refused':
      return { kind: 'refused', refusal: fact.refusal };
    case 'step_failed':
      return { kind: 'refused', refusal: { code: 'temporarily_unavailable', message: fact.message } };
  }
}

/** The same id was used before for something else (I6). */
export function refundConflict(refundId: string): RefundRefusal {
  return { code: 'refund_conflict', message: `refund ${refundId} was accepted before with other content` };
}

/** Why the provider made no refund, by the code that it was recorded with, and what can be done. */
export function refusedByProvider(refundId: string, code: string, provider: string): RefundRefusal {
  return {
    code: 'refund_refused',
    message: `${provider} refuses refund ${refundId} (${code}); ${WHAT_TO_DO[code] ?? NOTHING_MOVED}`,
  };
}

const NOTHING_MOVED = 'nothing moved, and nothing stays reserved: the same refund may be sent again';

const SHORT =
  'the balance there is too low to pay it from. Nothing moved, and nothing stays reserved: top the balance up, then send ' +
  'the same refund again';

const WHAT_TO_DO: Readonly<Partial<Record<string, string>>> = {
  balance_insufficient: SHORT,
  insufficient_funds: SHORT,
};

/** News that something changed about a refund at the provider: a reason to look, nothing more. */
export interface RefundEvent {
  readonly eventId: string;
  /** The provider's own type, for people reading the history. */
  readonly type: string;
}
