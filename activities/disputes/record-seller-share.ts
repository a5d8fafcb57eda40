import { addSeconds, isDue } from '../../libs/domain/orders/deadline';
import { nextLookAt } from '../../libs/domain/orders/growing-pause';
import {
  disputedShareGivenAgain,
  disputedShareTakenBack,
  shownBy,
  type LedgerTransaction,
  type MovedShare,
} from '../../libs/domain/ledger/ledger';
import { whyNotMoved } from '../../libs/domain/connect/why-not-moved';
import { formatMoney, money, reportedMoney, type Money } from '../../libs/domain/money/money';
import type { TransferReading } from '../../libs/domain/provider/connect-gateway';
import {
  changeDisputeTransfer,
  disputeTransferName,
  type DisputeTransferRow,
} from '../../libs/postgres/connect/dispute-transfer-store';
import { postLedger } from '../../libs/postgres/ledger/ledger-store';
import { attentionsIn, closeAttention, openAttention } from '../../libs/postgres/orders/attention-store';
import type { OrderChange } from '../../libs/postgres/orders/order-change';
import { appendTimeline, type TimelineAbout } from '../../libs/postgres/orders/timeline-store';

/** The reversal of a transfer, or a transfer, as Stripe made it. */
export type MovedTransfer = TransferReading;

/** Writes down that a piece of a connected account's share was moved, with its ledger rows. */
export async function recordShareMoved(
  change: OrderChange,
  row: DisputeTransferRow,
  { stripeId, amount: atStripe, balanceTransactionId, inBalance }: MovedTransfer,
): Promise<void> {
  await changeDisputeTransfer(change, row, 'done', { stripe_id: stripeId });
  const amount = movedOf(row);
  const posted = movementOf(row, { amount, inBalance });
  await postLedger(change, shownBy(posted, { balanceTransactionId, createdAt: null }));
  await appendTimeline(change, {
    kind: row.direction === 'taken_back' ? 'transfer_reversed' : 'transfer_created',
    ...{ amount, about: aboutOf(row), message: `${formatMoney(amount)} ${sentenceOf(row)}: ${stripeId}` },
  });
  await closeShort(change, row);
  if (atStripe === amount.amount) return;
  await openAttention(change, 'amount_mismatch', `Stripe's amount of ${stripeId} differs from the recorded one`);
}

/** Writes down that nobody saw Stripe's answer: only a read leaves this state. */
export async function recordShareUnknown(change: OrderChange, row: DisputeTransferRow): Promise<void> {
  await changeDisputeTransfer(change, row, 'unknown', {});
}

/** Writes down that nothing moved and nothing will, and calls for a person. */
export async function recordShareRefused(change: OrderChange, row: DisputeTransferRow, code: string): Promise<void> {
  await changeDisputeTransfer(change, row, 'refused', { error_code: code });
  const amount = row.moved === null ? money(row.amount, row.order_currency) : movedOf(row);
  const message = `${refusedSentence(row, formatMoney(amount))}: ${whyRowNotMoved(row, code)}`;
  await appendTimeline(change, { kind: 'reversal_refused', amount, about: aboutOf(row), message });
  await openAttention(change, 'transfer_reversal_failed', message);
}

function whyRowNotMoved({ direction }: DisputeTransferRow, code: string): string {
  return whyNotMoved(code, direction === 'taken_back' ? 'account' : 'platform');
}

function refusedSentence({ direction, dispute_id: id }: DisputeTransferRow, amount: string): string {
  switch (direction) {
    case 'taken_back':
      return `dispute ${id} took money of the platform, but ${amount} that the connected account has of it was not returned`;
    case 'given_again':
      return `dispute ${id} gave money back, but ${amount} of it was not sent to the connected account`;
  }
}

/** What was sent on comes with the settlement, and a balance fills with the next sales: within a day as a rule. */
const FIRST_PAUSE_AT_MOST_SECONDS = 60;
/** Then a person was called for a month. */
const ABANDONED_AFTER_SECONDS = 30 * 24 * 60 * 60;

/** The transfer that is to be reversed is not there yet: it is looked for again, but not for ever. */
export async function postponeShare(
  change: OrderChange,
  row: DisputeTransferRow,
  readAfterSeconds: number,
): Promise<void> {
  if (isAbandoned(change, row)) return recordShareRefused(change, row, 'never_sent');
  await changeDisputeTransfer(change, row, row.state, nextTry(change, row, readAfterSeconds));
}

/**
 * The account cannot be sent its share again now, mostly because our balance is too low: a person is called, and it is
 * tried again under the next key until it works.
 */
export async function recordShort(
  change: OrderChange,
  row: DisputeTransferRow,
  { code, readAfterSeconds }: { readonly code: string; readonly readAfterSeconds: number },
): Promise<void> {
  if (isAbandoned(change, row)) return recordShareRefused(change, row, code);
  const forgotten = { generation: row.generation + 1, idempotency_key: null, key_first_used_at: null };
  await changeDisputeTransfer(change, row, row.state, { ...forgotten, ...nextTry(change, row, readAfterSeconds) });
  const message =
    `dispute ${row.dispute_id} gave money back, and the connected account gets ${formatMoney(movedOf(row))} of it, but ` +
    `${whyRowNotMoved(row, code)}. Holdfast tries again`;
  await openAttention(change, 'transfer_reversal_failed', message, stepOf(row));
}

function isAbandoned({ at }: OrderChange, { created_at }: DisputeTransferRow): boolean {
  return isDue(addSeconds(created_at, ABANDONED_AFTER_SECONDS), at);
}

function nextTry(
  { at }: OrderChange,
  row: DisputeTransferRow,
  readAfterSeconds: number,
): { reads: number; due_at: string } {
  const reads = row.reads + 1;
  return { reads, due_at: nextLookAt(at, Math.min(FIRST_PAUSE_AT_MOST_SECONDS, readAfterSeconds), reads) };
}

/** Only the call about this very piece is over with it. */
async function closeShort(change: OrderChange, row: DisputeTransferRow): Promise<void> {
  const open = await attentionsIn(change);
  const isOurs = open.some(
    ({ code, step, isOpen }) => isOpen && code === 'transfer_reversal_failed' && step === stepOf(row),
  );
  if (isOurs) await closeAttention(change, 'transfer_reversal_failed', 'the connected account was sent its share');
}

function stepOf(row: DisputeTransferRow): string {
  return `moveSellerShare/${disputeTransferName(row)}`;
}

function movedOf({ moved, currency, dispute_id, piece }: DisputeTransferRow): Money {
  if (moved === null || currency === null)
    throw new Error(`Bug! Piece ${dispute_id}/${piece.toString()} has no amount`);
  return reportedMoney(moved, currency);
}

function movementOf(row: DisputeTransferRow, share: MovedShare): LedgerTransaction {
  switch (row.direction) {
    case 'taken_back':
      return disputedShareTakenBack(disputeTransferName(row), share);
    case 'given_again':
      return disputedShareGivenAgain(disputeTransferName(row), share);
  }
}

function sentenceOf({ direction, share_id, dispute_id }: DisputeTransferRow): string {
  switch (direction) {
    case 'taken_back':
      return `of transfer ${share_id ?? 'unknown'} was taken back from the connected account for dispute ${dispute_id}`;
    case 'given_again':
      return `was sent to the connected account again, as dispute ${dispute_id} gave it back`;
  }
}

function aboutOf({ dispute_id, capture_id, shipment_id, charge_id }: DisputeTransferRow): TimelineAbout {
  return { disputeId: dispute_id, captureId: capture_id, shipmentId: shipment_id, chargeId: charge_id };
}
