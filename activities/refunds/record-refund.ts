import { addSeconds } from '../../libs/domain/orders/deadline';
import { nextLookAt } from '../../libs/domain/orders/growing-pause';
import { refunded, refundFailed, refundFailureSettled, refundSettled, shownBy } from '../../libs/domain/ledger/ledger';
import { formatMoney, money, sumOf, type Money } from '../../libs/domain/money/money';
import { creditsOf } from '../../libs/domain/refunds/returned-credits';
import type { RefundReading } from '../../libs/domain/provider/refund-gateway';
import { closeAttention, openAttention } from '../../libs/postgres/orders/attention-store';
import { postLedger } from '../../libs/postgres/ledger/ledger-store';
import type { OrderChange } from '../../libs/postgres/orders/order-change';
import { saveSettlement, waitsForRefundSince } from '../../libs/postgres/refunds/refund-settlement-store';
import {
  changePart,
  madeAtStripe,
  partName,
  type RefundPartRow,
  type StoredRefund,
} from '../../libs/postgres/refunds/refund-store';
import { splitOf } from '../../libs/postgres/refunds/split-columns';
import { appendTimeline, type TimelineAbout, type TimelineKind } from '../../libs/postgres/orders/timeline-store';
import { recordDueReversals } from '../connect/record-reversal';
import { settleBesideCard } from './settle-beside-card';
import { isOverdue, OVERDUE_AFTER_SECONDS } from './refund-facts';
import { noteWord } from '../steps/unknown-word';

/** A part of a refund under change, and what its rows do not say. */
export interface PartChange {
  readonly change: OrderChange;
  readonly row: RefundPartRow;
  readonly currency: string;
  /** When no event has told of the end after this time, it is read. */
  readonly readAfterSeconds: number;
}

/** Writes down what the provider says of a part: the money with its ledger rows, and the time of the next look. */
export async function recordReading(part: PartChange, reading: RefundReading): Promise<void> {
  const { change, row } = part;
  const { status, stripeRefundId, failureReason } = reading;
  await noteWord(change, { object: 'refund', id: stripeRefundId }, reading.unknown);
  if (status === 'pending' && row.state === 'pending') {
    await recordSettlement(part, reading);
    return postpone(part);
  }
  if (status === row.state) return recordSettlement(part, reading);
  const taken = row.state === 'pending' || row.state === 'succeeded';
  const takes = status !== 'failed' && !taken;
  await changePart(change, row, status, {
    stripe_refund_id: stripeRefundId,
    error_code: status === 'failed' ? (failureReason ?? 'unknown') : null,
    accepted_at: takes ? change.at : row.accepted_at,
    read_due_at: status === 'pending' ? addSeconds(change.at, part.readAfterSeconds) : null,
  });
  const amount = money(row.amount, part.currency);
  const given = { amount, breakdown: splitOf(row).breakdown };
  // One that had failed before anybody looked went out and came back all the same.
  const left = takes || taken || reading.settlement !== null;
  if (left && !taken) {
    await postLedger(change, shownBy(refunded(partName(row), given), reading.settlement));
    await recordDueReversals(change, row);
  }
  if (left && status === 'failed') {
    await postLedger(change, shownBy(refundFailed(partName(row), given), reading.failureSettlement));
  }
  if (left) await recordSettlement(part, reading);
  await settleBesideCard(change, row, part.currency);
  await appendRefund(part, `refund_${status}`, sentenceOf(part, amount, reading), stripeRefundId);
  if (status === 'failed') await openFailed(change, row, amount, failureReason);
  if (reading.amount !== row.amount) {
    await openAttention(
      change,
      'amount_mismatch',
      `${change.provider.name}'s amount of refund ${row.refund_id} differs from the recorded one`,
    );
  }
  await closeOverdue(change);
}

/** Writes down what left our balance and what came back to it, once each is known. */
async function recordSettlement({ change, row, currency }: PartChange, reading: RefundReading): Promise<void> {
  const { settlement, failureSettlement } = reading;
  const amount = money(row.amount, currency);
  if (settlement !== null) {
    const { amount: left, fee } = settlement;
    const booked = money(-row.amount, currency);
    await postLedger(change, shownBy(refundSettled(partName(row), { booked, amount: left, fee }), settlement));
  }
  if (failureSettlement !== null) {
    const { amount: back, fee } = failureSettlement;
    const arrival = { booked: amount, amount: back, fee };
    await postLedger(change, shownBy(refundFailureSettled(partName(row), arrival), failureSettlement));
  }
  await saveSettlement(change, row, settlement, failureSettlement);
}

async function closeOverdue(change: OrderChange): Promise<void> {
  const since = addSeconds(change.at, -OVERDUE_AFTER_SECONDS);
  if (await waitsForRefundSince(change, since)) return;
  await closeAttention(change, 'refund_overdue', 'no refund is overdue any more');
}

async function postpone({ change, row, readAfterSeconds }: PartChange): Promise<void> {
  const reads = row.reads + 1;
  await changePart(change, row, 'pending', { reads, read_due_at: nextLookAt(change.at, readAfterSeconds, reads + 1) });
  if (isOverdue(row, change.at)) {
    const message = `refund ${row.refund_id} has been pending for 30 days`;
    await openAttention(change, 'refund_overdue', message);
  }
}

function sentenceOf({ change, row }: PartChange, amount: Money, { status, failureReason }: RefundReading): string {
  const by = madeAtStripe(row) ? `, made at ${change.provider.name},` : '';
  const what = `Refund ${row.refund_id}${by} of ${formatMoney(amount)}${besideCard(row, amount.currency)}`;
  switch (status) {
    case 'pending':
      return `${what} is on its way`;
    case 'succeeded':
      return `${what} succeeded`;
    case 'failed':
      return `${what} failed: ${failureReason ?? 'unknown'}`;
  }
}

/** What the shop gives back itself. */
function besideCard({ credits }: RefundPartRow, currency: string): string {
  if (credits === null) return '';
  return `, and ${formatMoney(money(creditsOf(credits), currency))} of credits,`;
}

/** Where credits had paid for all that goes back, nobody is asked: it is done with its intent. */
export async function recordCreditsReturned(change: OrderChange, { refund, parts }: StoredRefund): Promise<void> {
  const { refund_id: refundId, currency } = refund;
  for (const row of parts) {
    const given = { amount: money(row.amount, currency), breakdown: splitOf(row).breakdown };
    await postLedger(change, refunded(partName(row), given));
  }
  const amount = money(
    sumOf(parts, ({ credits }) => creditsOf(credits ?? [])),
    currency,
  );
  const message = `Refund ${refundId} returns ${formatMoney(amount)} of credits, and nothing to the card`;
  await appendTimeline(change, { kind: 'refund_succeeded', amount, about: { refundId }, message });
}

/** What became of a part, in a sentence of the timeline. */
export async function appendRefund(
  { change, row, currency }: PartChange,
  kind: TimelineKind,
  message: string,
  stripeRefundId: string | null,
): Promise<void> {
  const { refund_id: refundId, payment_intent_id: paymentIntentId, charge_id: chargeId } = row;
  const about: TimelineAbout = { refundId, paymentIntentId, chargeId, stripeRefundId };
  await appendTimeline(change, { kind, amount: money(row.amount, currency), about, message });
}

async function openFailed(
  change: OrderChange,
  { refund_id }: RefundPartRow,
  amount: Money,
  reason: string | null,
): Promise<void> {
  const message = `refund ${refund_id} of ${formatMoney(amount)} failed (${reason ?? 'unknown'}): the buyer did not get the money`;
  await openAttention(change, 'refund_failed', message);
}
