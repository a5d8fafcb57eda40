import type { DisputeMovement, DisputeReading } from '../../libs/domain/provider/dispute-gateway';
import { isKnownDisputeStatus, type DisputeStatus, type KnownDisputeStatus } from '../../libs/domain/disputes/dispute';
import { formatMoney, type Money } from '../../libs/domain/money/money';
import type { DisputeRow } from '../../libs/postgres/disputes/dispute-store';
import type { OrderChange } from '../../libs/postgres/orders/order-change';
import { appendTimeline, type TimelineAbout, type TimelineKind } from '../../libs/postgres/orders/timeline-store';

/** What a person reads about a dispute, one sentence for each thing that happened. */

/** Tells of a new dispute in the order's timeline. */
export async function appendOpened(change: OrderChange, row: DisputeRow): Promise<void> {
  const { reason, network_reason_code: code } = row;
  const why = code === null ? reason : `${reason}, network code ${code}`;
  const what = isInquiry(row.status) ? 'The bank asks about' : 'The buyer disputes';
  const message = `${what} ${formatMoney(row)} (${why}); dispute ${row.dispute_id}`;
  await appendTimeline(change, { kind: 'dispute_opened', amount: moneyOf(row), about: aboutOf(row), message });
}

/** What the dispute has become since it was opened. */
export async function appendStatus(change: OrderChange, row: DisputeRow): Promise<void> {
  const { kind, says } = isKnownDisputeStatus(row.status) ? STATUSES[row.status] : unknownStatus(row);
  const message = `Dispute ${row.dispute_id} of ${formatMoney(row)} ${says}`;
  await appendTimeline(change, { kind, amount: moneyOf(row), about: aboutOf(row), message });
}

/** The shop's side lies ready, and only a person may send it. */
export async function appendStaged(change: OrderChange, row: DisputeRow): Promise<void> {
  const message = `Evidence for dispute ${row.dispute_id} is staged at Stripe; submit it in the Dashboard`;
  await appendTimeline(change, { kind: 'dispute_evidence_staged', amount: null, about: aboutOf(row), message });
}

/** @param moved what it is worth in the dispute's currency */
export async function appendMovement(
  change: OrderChange,
  { disputeId, chargeId, paymentIntentId }: DisputeReading,
  { balanceTransactionId, fee }: DisputeMovement,
  { direction, worth }: { readonly direction: 'withdrawn' | 'reinstated'; readonly worth: Money },
): Promise<void> {
  const price = fee.amount === 0 ? '' : `, and ${formatMoney(fee)} as its fee`;
  const verb = direction === 'withdrawn' ? 'took' : 'returned';
  await appendTimeline(change, {
    kind: `dispute_funds_${direction}`,
    amount: worth,
    about: { disputeId, chargeId, paymentIntentId, balanceTransactionId },
    message: `Stripe ${verb} ${formatMoney(worth)} for dispute ${disputeId}${price}`,
  });
}

interface Told {
  readonly kind: TimelineKind;
  readonly says: string;
}

function unknownStatus({ status }: DisputeRow): Told {
  return { kind: 'dispute_under_review', says: `is "${status}" at Stripe, which Holdfast does not know` };
}

const STATUSES: Readonly<Record<KnownDisputeStatus, Told>> = {
  warning_needs_response: { kind: 'dispute_reopened', says: 'is an inquiry that must be answered' },
  warning_under_review: { kind: 'dispute_under_review', says: 'was answered; it is still an inquiry' },
  warning_closed: { kind: 'dispute_closed', says: 'was an inquiry and is over: nothing was taken' },
  needs_response: { kind: 'dispute_reopened', says: 'must be answered: the bank withdraws the money' },
  under_review: { kind: 'dispute_under_review', says: 'was answered; the bank decides' },
  appeal_needs_response: { kind: 'dispute_reopened', says: 'goes on: the appeal must be answered' },
  appeal_under_review: { kind: 'dispute_under_review', says: 'was appealed; the bank decides' },
  won: { kind: 'dispute_won', says: 'is won: the money comes back' },
  lost: { kind: 'dispute_lost', says: 'is lost: the money stays with the buyer' },
  prevented: { kind: 'dispute_closed', says: 'was prevented before it became a dispute' },
};

function isInquiry(status: DisputeStatus): boolean {
  return status.startsWith('warning_');
}

function moneyOf({ amount, currency }: DisputeRow): Money {
  return { amount, currency };
}

function aboutOf(row: DisputeRow): TimelineAbout {
  const { dispute_id: disputeId, charge_id: chargeId, payment_intent_id: paymentIntentId } = row;
  return { disputeId, chargeId, paymentIntentId, authorizationId: row.authorization_id };
}
