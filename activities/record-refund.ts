import { addSeconds } from '../libs/domain/deadline';
import { growingPause } from '../libs/domain/growing-pause';
import { refunded, refundFailed } from '../libs/domain/ledger';
import { formatMoney, money, type Money } from '../libs/domain/money';
import type { RefundAnswer, RefundReading } from '../libs/domain/refund-gateway';
import { raiseAttention } from '../libs/postgres/attention-store';
import { postLedger } from '../libs/postgres/ledger-store';
import type { OrderChange } from '../libs/postgres/order-change';
import { changePart, type RefundPartRow } from '../libs/postgres/refund-store';
import { appendTimeline, type TimelineAbout, type TimelineKind } from '../libs/postgres/timeline-store';
import { recordDueReversals } from './record-reversal';
import { isOverdue } from './refund-facts';

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
  if (status === 'pending' && row.state === 'pending') return postpone(part);
  if (status === row.state) return;
  const taken = row.state === 'pending' || row.state === 'succeeded';
  const takes = status !== 'failed' && !taken;
  await changePart(change, row, status, {
    stripe_refund_id: stripeRefundId,
    error_code: status === 'failed' ? (failureReason ?? 'unknown') : null,
    accepted_at: takes ? change.at : row.accepted_at,
    read_due_at: status === 'pending' ? addSeconds(change.at, part.readAfterSeconds) : null,
  });
  const amount = money(row.amount, part.currency);
  if (takes) {
    await postLedger(change, refunded(nameOf(row), amount));
    await recordDueReversals(change, row);
  }
  if (taken && status === 'failed') await postLedger(change, refundFailed(nameOf(row), amount));
  await tell(part, `refund_${status}`, sentenceOf(row, amount, reading), stripeRefundId);
  if (status === 'failed') await raiseFailed(change, row, amount, failureReason);
  if (reading.amount !== row.amount) await raiseMismatch(change, row);
}

/** Writes down that the provider made no refund, and why. */
export async function recordRefused(
  part: PartChange,
  { reason, code }: Extract<RefundAnswer, { kind: 'refused' }>,
): Promise<void> {
  const { change, row, currency } = part;
  await changePart(change, row, 'refused', { error_code: code });
  const amount = formatMoney(money(row.amount, currency));
  await tell(part, 'refund_refused', `Refund ${row.refund_id} of ${amount} was refused: ${code}`, null);
  if (reason !== 'exceeds_charge') return;
  // Our books would have allowed it: somebody refunded behind our back.
  await raiseAttention(
    change,
    'amount_mismatch',
    `Stripe has less to refund of ${String(row.charge_id)} than our books`,
  );
}

async function postpone({ change, row, readAfterSeconds }: PartChange): Promise<void> {
  const reads = row.reads + 1;
  const pause = growingPause(readAfterSeconds, reads + 1, PAUSE_AT_MOST_SECONDS);
  await changePart(change, row, 'pending', { reads, read_due_at: addSeconds(change.at, pause) });
  if (isOverdue(row, change.at)) {
    const message = `refund ${row.refund_id} has been pending for 30 days`;
    await raiseAttention(change, 'refund_overdue', message);
  }
}

const PAUSE_AT_MOST_SECONDS = 24 * 60 * 60;

function nameOf({ order_id, refund_id, part }: RefundPartRow): string {
  return `${order_id}/${refund_id}/${part.toString()}`;
}

function sentenceOf({ refund_id }: RefundPartRow, amount: Money, { status, failureReason }: RefundReading): string {
  const what = `Refund ${refund_id} of ${formatMoney(amount)}`;
  switch (status) {
    case 'pending':
      return `${what} is on its way`;
    case 'succeeded':
      return `${what} succeeded`;
    case 'failed':
      return `${what} failed: ${failureReason ?? 'unknown'}`;
  }
}

async function tell(
  { change, row, currency }: PartChange,
  kind: TimelineKind,
  message: string,
  stripeRefundId: string | null,
): Promise<void> {
  const { refund_id: refundId, payment_intent_id: paymentIntentId, charge_id: chargeId } = row;
  const about: TimelineAbout = { refundId, paymentIntentId, chargeId, stripeRefundId };
  await appendTimeline(change, { kind, amount: money(row.amount, currency), about, message });
}

async function raiseFailed(
  change: OrderChange,
  { refund_id }: RefundPartRow,
  amount: Money,
  reason: string | null,
): Promise<void> {
  const message = `refund ${refund_id} of ${formatMoney(amount)} failed (${reason ?? 'unknown'}): the buyer has no money`;
  await raiseAttention(change, 'refund_failed', message);
}

async function raiseMismatch(change: OrderChange, { refund_id }: RefundPartRow): Promise<void> {
  await raiseAttention(change, 'amount_mismatch', `Stripe's amount of refund ${refund_id} differs from ours`);
}
