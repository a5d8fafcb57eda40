import { addSeconds, isDue } from '../libs/domain/deadline';
import { settled } from '../libs/domain/ledger';
import { formatMoney } from '../libs/domain/money';
import type { Settlement } from '../libs/domain/payment-gateway';
import { matchSettlements } from '../libs/domain/settlement-match';
import type { SettleOutcome, SettleStep } from '../libs/domain/steps';
import { raiseAttention } from '../libs/postgres/attention-store';
import { capturesOfCharge, type CaptureRow } from '../libs/postgres/capture-store';
import { postLedger } from '../libs/postgres/ledger-store';
import { recordOutcome, type OrderChange } from '../libs/postgres/order-change';
import { postponeSettlement, recordSettlement } from '../libs/postgres/settlement-store';
import { changeShipmentsOf } from '../libs/postgres/shipment-store';
import { appendTimeline } from '../libs/postgres/timeline-store';
import { nowOf, type PaymentNeeds } from './payment-needs';
import { readShares, recordShares } from './record-shares';

/**
 * Reads which captures of a charge have arrived in our balance, and records them. With Connect a capture has arrived once
 * what was sent on of it, and the fee that came back, are there too.
 */
export async function settle(needs: PaymentNeeds, step: SettleStep): Promise<SettleOutcome> {
  const { orderId, chargeId, eventId, currency } = step;
  const settlements = await needs.gateway.readSettlements(chargeId);
  const shares = await readShares(needs, step);
  const origin = { actor: 'stripe', requestId: null, eventId } as const;
  return recordOutcome(needs.database, { orderId, at: nowOf(needs), origin }, async (change) => {
    const unshared = await recordShares(change, step, shares);
    const captures = await capturesOfCharge(change.transaction, orderId, chargeId);
    const { matches, mismatch } = matchSettlements(captures.map(settlingCapture), settlements, currency);
    for (const { captureId, settlement } of matches) {
      const row = captures.find(({ capture_id }) => capture_id === captureId);
      if (row !== undefined && !unshared.has(captureId)) await recordOne(change, row, settlement, chargeId);
    }
    const recorded = await capturesOfCharge(change.transaction, orderId, chargeId);
    const waiting = recorded.filter(({ state }) => state === 'captured');
    for (const row of waiting) await postpone(change, row, needs.settlementReadAfterSeconds);
    if (mismatch) await raiseMismatch(change, chargeId);
    const overdue = waiting.filter((row) => isOverdue(row, change.at));
    if (overdue.length > 0) await raiseOverdue(change, overdue);
    return {
      kind: 'captures_settled',
      // All of them, so that a repeated step reports what an earlier attempt recorded.
      captureIds: recorded.filter(({ state }) => state === 'settled').map(({ capture_id }) => capture_id),
      mismatch,
      overdue: overdue.length > 0,
    };
  });
}

function settlingCapture({ capture_id, amount, balance_transaction_id }: CaptureRow): {
  captureId: string;
  amount: number;
  balanceTransactionId: string | null;
} {
  return { captureId: capture_id, amount, balanceTransactionId: balance_transaction_id };
}

async function recordOne(
  change: OrderChange,
  row: CaptureRow,
  settlement: Settlement,
  chargeId: string,
): Promise<void> {
  const { balanceTransactionId, fee, net } = settlement;
  await recordSettlement(change, row, settlement);
  await changeShipmentsOf(change, row.capture_id, 'settled');
  await postLedger(change, settled(row.capture_id, fee));
  await appendTimeline(change, {
    kind: 'capture_settled',
    amount: net,
    about: { shipmentId: row.shipment_id, captureId: row.capture_id, chargeId, balanceTransactionId },
    message: `Shipment ${row.shipment_id} settled: ${formatMoney(net)} arrived after a fee of ${formatMoney(fee)}`,
  });
}

/** Only a look whose time had come makes the next pause longer, not one that another capture's event brought about. */
async function postpone(change: OrderChange, row: CaptureRow, settlementReadAfterSeconds: number): Promise<void> {
  const { settlement_due_at: due } = row;
  if (due !== null && isDue(due, change.at)) await postponeSettlement(change, row, settlementReadAfterSeconds);
}

/** Stripe promises an hour. */
const OVERDUE_AFTER_SECONDS = 24 * 60 * 60;

function isOverdue({ captured_at: capturedAt }: CaptureRow, at: string): boolean {
  return capturedAt !== null && isDue(addSeconds(capturedAt, OVERDUE_AFTER_SECONDS), at);
}

async function raiseOverdue(change: OrderChange, overdue: readonly CaptureRow[]): Promise<void> {
  const ids = overdue.map(({ shipment_id }) => shipment_id).join(', ');
  await raiseAttention(change, 'settlement_overdue', `not settled a day after the capture: shipment ${ids}`);
}

async function raiseMismatch(change: OrderChange, chargeId: string): Promise<void> {
  await raiseAttention(change, 'amount_mismatch', `the settlements of ${chargeId} do not fit our captures`);
}
