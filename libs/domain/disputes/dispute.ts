import { addSeconds, isDue } from '../orders/deadline';
import type { DisputeEvidence } from './dispute-evidence';
import { growingPause } from '../orders/growing-pause';
import type { Money } from '../money/money';

/** The provider's own words. Source: https://docs.stripe.com/api/disputes/object#dispute_object-status */
export const DISPUTE_STATUSES = [
  'warning_needs_response',
  'warning_under_review',
  'warning_closed',
  'needs_response',
  'under_review',
  'appeal_needs_response',
  'appeal_under_review',
  'won',
  'lost',
  'prevented',
] as const;

/** A status of Stripe's list, as it was when this was written. */
export type KnownDisputeStatus = (typeof DISPUTE_STATUSES)[number];

/**
 * The provider's word, also one that it added since. `warning_…` is an inquiry: the bank asks, and has taken no money.
 */
export type DisputeStatus = string;

/** Whether it is a word that the provider had when this was written. */
export function isKnownDisputeStatus(status: DisputeStatus): status is KnownDisputeStatus {
  return DISPUTE_STATUSES.some((known) => known === status);
}

/** What a status asks for: an answer of the shop, patience, or nothing more. */
export type DisputePhase = 'to_answer' | 'under_review' | 'ended';

/** A status that nobody knows yet is looked at again until it is one that we know. */
export function disputePhase(status: DisputeStatus): DisputePhase {
  return isKnownDisputeStatus(status) ? knownPhase(status) : 'under_review';
}

function knownPhase(status: KnownDisputeStatus): DisputePhase {
  switch (status) {
    case 'warning_needs_response':
    case 'needs_response':
    case 'appeal_needs_response':
      return 'to_answer';
    case 'warning_under_review':
    case 'under_review':
    case 'appeal_under_review':
      return 'under_review';
    case 'warning_closed':
    case 'won':
    case 'lost':
    case 'prevented':
      return 'ended';
  }
}

/** Every state of the evidence. */
export const EVIDENCE_STATES = ['none', 'to_stage', 'staged', 'by_hand', 'submitted'] as const;

/**
 * Where the evidence of a dispute is. `none`: there is nothing to say, or nobody to say it to. `to_stage`: prepared
 * here. `staged`: prepared at the provider. `by_hand`: a person wrote what is there. `submitted`: the bank has it.
 */
export type EvidenceState = (typeof EVIDENCE_STATES)[number];

/** What decides whether evidence can be staged; `evidenceDueBy` null: the bank accepts no answer. */
export interface EvidenceFacts {
  readonly status: DisputeStatus;
  readonly evidenceDueBy: string | null;
  readonly evidence: {
    readonly kind: 'none' | 'present';
    readonly submissions: number;
    readonly fields: DisputeEvidence;
  };
}

/**
 * Where the evidence is, by what the provider shows.
 * @param prepared what we have to say
 * @param at now
 */
export function evidenceStateOf(
  { status, evidenceDueBy, evidence }: EvidenceFacts,
  prepared: DisputeEvidence,
  at: string,
): EvidenceState {
  // An inquiry that was answered and became a dispute has to be answered anew.
  if (evidence.submissions > 0 && disputePhase(status) !== 'to_answer') return 'submitted';
  if (evidence.kind === 'present') return isThere(prepared, evidence.fields) ? 'staged' : 'by_hand';
  if (prepared.length === 0 || !takesEvidence(status)) return 'none';
  return evidenceDueBy === null || isDue(evidenceDueBy, at) ? 'none' : 'to_stage';
}

/** An appeal wants evidence of another kind, which only a person can have. */
export function takesEvidence(status: DisputeStatus): boolean {
  return status === 'needs_response' || status === 'warning_needs_response';
}

function isThere(prepared: DisputeEvidence, found: DisputeEvidence): boolean {
  const contentOf = (name: string): string | undefined => found.find(({ field }) => field === name)?.content;
  return prepared.length > 0 && prepared.every(({ field, content }) => same(content, contentOf(field)));
}

/** The provider may write spaces and line ends its own way. */
function same(ours: string, theirs: string | undefined): boolean {
  return theirs !== undefined && words(ours) === words(theirs);
}

function words(text: string): string {
  return text.split(/\s+/).filter(Boolean).join(' ');
}

/**
 * What a movement of a dispute is worth in the dispute's currency. The provider reports it in the settlement currency
 * only; where that is another one, each movement is the whole of the dispute, which is what banks take and give back.
 */
export function disputedWorth(disputed: Money, moved: Money): Money {
  if (moved.amount === 0) return { amount: 0, currency: disputed.currency };
  if (moved.currency !== disputed.currency) return disputed;
  return { amount: Math.abs(moved.amount), currency: moved.currency };
}

/** A movement of a dispute, as it was booked and as it reached the balance. Minor units; signs say where it went. */
export interface BookedMovement {
  readonly worth: Money;
  readonly settled: Money;
}

/**
 * What a movement of a dispute is worth in the currency of its order, never below zero. A dispute has a currency of its
 * own; where that is another one, only a balance in the order's currency says what it is.
 * @returns null where nobody says
 */
export function worthInOrder({ worth, settled }: BookedMovement, currency: string): number | null {
  if (worth.currency === currency) return worth.amount;
  return settled.currency === currency ? Math.abs(settled.amount) : null;
}

/** A dispute as far as the next look at it depends on it. Amounts are minor units of its currency. */
export interface OpenQuestions {
  readonly status: DisputeStatus;
  readonly evidenceDueBy: string | null;
  readonly endedAt: string | null;
  readonly withdrawn: number;
  readonly reinstated: number;
  /** How often it was read and nothing had changed. */
  readonly reads: number;
}

/**
 * When to look at a dispute again if no event tells of anything; null when nothing more is expected of it.
 * @param firstPauseSeconds the pause after a change; each one after it is twice as long, up to a week
 */
export function nextDisputeRead(dispute: OpenQuestions, at: string, firstPauseSeconds: number): string | null {
  if (disputePhase(dispute.status) === 'ended' && (!owesUs(dispute) || isReinstatementOverdue(dispute, at)))
    return null;
  const next = addSeconds(at, growingPause(firstPauseSeconds, dispute.reads + 1, PAUSE_AT_MOST_SECONDS));
  if (dispute.evidenceDueBy === null) return next;
  // Whoever does not answer in time has lost: that is worth a look of its own.
  const afterDue = addSeconds(dispute.evidenceDueBy, AFTER_DUE_SECONDS);
  return isDue(afterDue, at) || isDue(next, afterDue) ? next : afterDue;
}

const PAUSE_AT_MOST_SECONDS = 7 * 24 * 60 * 60;
const AFTER_DUE_SECONDS = 60 * 60;
const REINSTATED_WITHIN_SECONDS = 30 * 24 * 60 * 60;

/** It was won, and the money is not back yet. */
function owesUs({ status, withdrawn, reinstated }: OpenQuestions): boolean {
  return status === 'won' && reinstated < withdrawn;
}

/** True when a dispute was won a month ago and its money has not come back: no event will bring it any more. */
export function isReinstatementOverdue(dispute: OpenQuestions, at: string): boolean {
  const { endedAt } = dispute;
  return owesUs(dispute) && endedAt !== null && isDue(addSeconds(endedAt, REINSTATED_WITHIN_SECONDS), at);
}

/**
 * When to look again, with what a connected account's share still waits for.
 * @param nextRead as `nextDisputeRead` says
 * @param shareDueAt null: nothing of it is to be moved
 * @param soonest never before then: whoever looks now tries it now
 */
export function nextLookAtDispute(nextRead: string | null, shareDueAt: string | null, soonest: string): string | null {
  if (shareDueAt === null) return nextRead;
  const share = isDue(shareDueAt, soonest) ? soonest : shareDueAt;
  return nextRead === null || isDue(share, nextRead) ? share : nextRead;
}

/** News that something changed about a dispute at the provider: a reason to look, nothing more. */
export interface DisputeEvent {
  readonly eventId: string;
  /** The provider's own type, for people reading the history. */
  readonly type: string;
}

/** Steps of a dispute, carried out by activities. Plain data: they travel through Temporal's history. */
export interface DisputeStep {
  readonly orderId: string;
  readonly disputeId: string;
  /** What made us look; null when a look needed none. */
  readonly event: DisputeEvent | null;
}

/** What is recorded of a dispute, as its workflow learns it. Plain data: it travels through Temporal's history. */
export type DisputeFact =
  | DisputeRecorded
  /** Our own request was wrong; an alert opens, and a person must act before it can work. */
  | { readonly kind: 'step_failed'; readonly message: string };

/** What one look at a dispute recorded. Amounts are minor units of its currency. */
export interface DisputeRecorded {
  readonly kind: 'dispute_recorded';
  readonly status: DisputeStatus;
  readonly reason: string;
  readonly amount: number;
  readonly currency: string;
  /** Minor units of the same currency, less what came back. */
  readonly withdrawn: number;
  readonly evidenceDueBy: string | null;
  readonly evidence: EvidenceState;
  /** When it is read if no event tells of anything; null when nothing more is expected. */
  readonly nextReadAt: string | null;
  /** A connected account's share is to be moved now. Absent: nothing is. */
  readonly sellerShare?: 'due';
}
