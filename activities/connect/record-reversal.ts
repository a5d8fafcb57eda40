import type { ReversalReading } from '../../libs/domain/provider/connect-gateway';
import { planReturn } from '../../libs/domain/connect/connect-return';
import {
  applicationFeeRefunded,
  transferReversed,
  type LedgerTransaction,
  type MovedShare,
} from '../../libs/domain/ledger/ledger';
import { whyNotMoved } from '../../libs/domain/connect/why-not-moved';
import { formatMoney, money, reportedMoney } from '../../libs/domain/money/money';
import { openAttention } from '../../libs/postgres/orders/attention-store';
import { postLedger } from '../../libs/postgres/ledger/ledger-store';
import type { OrderChange } from '../../libs/postgres/orders/order-change';
import type { RefundPartRow } from '../../libs/postgres/refunds/refund-store';
import { readReversible } from '../../libs/postgres/connect/reversible-store';
import {
  changeReversal,
  insertReversals,
  reversalName,
  type ReversalRow,
} from '../../libs/postgres/connect/reversal-store';
import { appendTimeline } from '../../libs/postgres/orders/timeline-store';

/**
 * Writes down what has to go back of transfers and fees now that the buyer has money back, in the transaction that says
 * so: from then on it cannot be forgotten.
 */
export async function recordDueReversals(change: OrderChange, row: RefundPartRow): Promise<void> {
  const found = await readReversible(change.transaction, row);
  if (found === undefined) return;
  const { due, reversals } = planReturn(found.records, found.part);
  await insertReversals(change, row, due, reversals);
}

/** Writes down that a piece of a transfer or of a fee went back, with its ledger rows. */
export async function recordReversal(change: OrderChange, row: ReversalRow, reading: ReversalReading): Promise<void> {
  const { stripeReversalId, inBalance } = reading;
  await changeReversal(change, row, 'done', { stripe_id: stripeReversalId });
  const amount = reportedMoney(row.returned ?? 0, row.share_currency ?? row.order_currency);
  await postLedger(change, movementOf(row, { amount, inBalance }));
  await appendTimeline(change, {
    kind: row.kind === 'transfer' ? 'transfer_reversed' : 'application_fee_refunded',
    amount,
    about: aboutOf(row),
    message: `${formatMoney(amount)} of ${nameOf(row)} was returned with refund ${row.refund_id}: ${stripeReversalId}`,
  });
  if (reading.amount === row.returned) return;
  await openAttention(
    change,
    'amount_mismatch',
    `Stripe's amount of ${stripeReversalId} differs from the recorded one`,
  );
}

/** Writes down that nobody saw Stripe's answer: only a read leaves this state. */
export async function recordReversalUnknown(change: OrderChange, row: ReversalRow): Promise<void> {
  await changeReversal(change, row, 'unknown', {});
}

/** Writes down that nothing came back, and calls for a person: the buyer's refund stands. */
export async function recordReversalRefused(change: OrderChange, row: ReversalRow, code: string): Promise<void> {
  await changeReversal(change, row, 'refused', { error_code: code });
  const amount = money(row.amount, row.order_currency);
  const why = whyNotMoved(code, row.kind === 'transfer' ? 'account' : 'platform');
  const message = `refund ${row.refund_id} succeeded, but ${formatMoney(amount)} of ${nameOf(row)} was not returned: ${why}`;
  await appendTimeline(change, { kind: 'reversal_refused', amount, about: aboutOf(row), message });
  await openAttention(change, 'transfer_reversal_failed', message);
}

function movementOf(row: ReversalRow, share: MovedShare): LedgerTransaction {
  switch (row.kind) {
    case 'transfer':
      return transferReversed(reversalName(row), share);
    case 'application_fee':
      return applicationFeeRefunded(reversalName(row), share);
  }
}

function nameOf({ kind, share_id }: ReversalRow): string {
  const what = kind === 'transfer' ? 'transfer' : 'application fee';
  return share_id === null ? `an unknown ${what}` : `${what} ${share_id}`;
}

function aboutOf({ refund_id, capture_id, shipment_id, charge_id }: ReversalRow): {
  refundId: string;
  captureId: string;
  shipmentId: string;
  chargeId: string | null;
} {
  return { refundId: refund_id, captureId: capture_id, shipmentId: shipment_id, chargeId: charge_id };
}
