import { addSeconds, isDue } from '../../libs/domain/orders/deadline';
import { settled } from '../../libs/domain/ledger/ledger';
import { formatMoney, money, type Money } from '../../libs/domain/money/money';
import type { Settlement } from '../../libs/domain/settlements/settlement';
import { matchSettlements } from '../../libs/domain/settlements/settlement-match';
import type { SettleStep } from '../../libs/domain/payment/steps';
import type { SettleOutcome } from '../../libs/domain/payment/facts';
import { closeAttention, openAttention } from '../../libs/postgres/orders/attention-store';
import {
  capturesOfCharge,
  isCaptureUnderWay,
  waitsForSettlementSince,
  type CaptureRow,
} from '../../libs/postgres/captures/capture-store';
import { postLedger } from '../../libs/postgres/ledger/ledger-store';
import { recordOutcome, type ChangeSource, type OrderChange } from '../../libs/postgres/orders/order-change';
import { postponeSettlement, recordSettlement } from '../../libs/postgres/captures/settlement-store';
import { changeShipmentsOf, shipmentIdsOf } from '../../libs/postgres/captures/shipment-store';
import { appendTimeline } from '../../libs/postgres/orders/timeline-store';
import { namesOfShipments } from '../../libs/domain/orders/shipment-names';
import { byStripe } from '../steps/change-source';
import type { StepContext } from '../steps/step-context';
import { readShares, recordShares } from '../connect/record-shares';
import { noteWord } from '../steps/unknown-word';

/**
 * Reads which captures of a charge have arrived in our balance, and records them. With Connect a capture has arrived
 * once what was sent on of it, and the fee that came back, are there too.
 */
export async function settle(context: StepContext, step: SettleStep): Promise<SettleOutcome> {
  const { orderId, chargeId, eventId, currency } = step;
  const { settlements, unknown } = await context.gateway.readSettlements(chargeId);
  const shares = await readShares(context, step);
  const source = byStripe(context, orderId, eventId);
  const { fact, misread } = await recordOutcome(context.database, source, async (change) => {
    const { unshared, mismatch: sharesDiffer } = await recordShares(change, step, shares);
    const captures = await capturesOfCharge(change.transaction, orderId, chargeId);
    // Other steps of the order go on while this one reads.
    const underWay = await isCaptureUnderWay(change.transaction, orderId, chargeId);
    const { matches, mismatch } = matchSettlements(captures.map(settlingCapture), settlements, currency, underWay);
    for (const { captureId, settlement } of matches) {
      const row = captures.find(({ capture_id }) => capture_id === captureId);
      if (row === undefined || unshared.has(captureId)) continue;
      await recordOne(change, { row, settlement, chargeId, currency });
    }
    const recorded = await capturesOfCharge(change.transaction, orderId, chargeId);
    const waiting = recorded.filter(({ state }) => state === 'captured');
    for (const row of waiting) await postpone(change, row, context.settlementReadAfterSeconds);
    if (mismatch) {
      await openAttention(
        change,
        'amount_mismatch',
        `the settlements of ${chargeId} do not match the recorded captures`,
      );
    }
    // It matters as long as a capture waits: that movement may be its own.
    const subject = { object: 'settlements of', id: chargeId };
    const misread = await noteWord(change, subject, waiting.length > 0 ? unknown : undefined);
    const overdue = waiting.filter((row) => isOverdue(row, change.at));
    if (overdue.length > 0) await openOverdue(change, overdue);
    else await closeOverdue(change);
    const fact: SettleOutcome = {
      kind: 'captures_settled',
      // All of them, so that a repeated step reports what an earlier attempt recorded.
      captureIds: recorded.filter(({ state }) => state === 'settled').map(({ capture_id }) => capture_id),
      mismatch: mismatch || sharesDiffer,
      overdue: overdue.length > 0,
    };
    return { fact, misread };
  });
  if (misread?.object === 'payment_intent') await readMisread(context, source, misread);
  return fact;
}

/** Nothing else may read a payment any more once all of it was captured, and now its word may be known. */
async function readMisread(
  context: StepContext,
  source: ChangeSource,
  subject: { readonly object: string; readonly id: string },
): Promise<void> {
  const { unknown } = await context.gateway.readHold(subject.id);
  await recordOutcome(context.database, source, async (change) => {
    await noteWord(change, subject, unknown);
  });
}

function settlingCapture({ capture_id, amount, balance_transaction_id }: CaptureRow): {
  captureId: string;
  amount: number;
  balanceTransactionId: string | null;
} {
  return { captureId: capture_id, amount, balanceTransactionId: balance_transaction_id };
}

interface Arrived {
  readonly row: CaptureRow;
  readonly settlement: Settlement;
  readonly chargeId: string;
  /** Of the order. */
  readonly currency: string;
}

async function recordOne(change: OrderChange, { row, settlement, chargeId, currency }: Arrived): Promise<void> {
  const { balanceTransactionId, amount, fee, net } = settlement;
  const booked = money(row.amount, currency);
  await recordSettlement(change, row, settlement);
  await changeShipmentsOf(change, row.capture_id, 'settled');
  await postLedger(change, settled(row.capture_id, { booked, amount, fee }));
  const shipments = namesOfShipments(await shipmentIdsOf(change.transaction, row.capture_id));
  await appendTimeline(change, {
    kind: 'capture_settled',
    amount: net,
    about: { shipmentId: row.shipment_id, captureId: row.capture_id, chargeId, balanceTransactionId },
    message: `The capture of ${shipments} settled: ${formatMoney(net)} arrived after a fee of ${formatMoney(fee)}${converted(booked, settlement)}`,
  });
}

/** Empty when what was captured arrived in its own currency. */
function converted(booked: Money, { amount, exchangeRate }: Settlement): string {
  if (exchangeRate === null || amount.currency === booked.currency) return '';
  return `; ${formatMoney(booked)} became ${formatMoney(amount)} at ${exchangeRate}`;
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

async function openOverdue(change: OrderChange, overdue: readonly CaptureRow[]): Promise<void> {
  const ids: string[] = [];
  for (const { capture_id } of overdue) ids.push(...(await shipmentIdsOf(change.transaction, capture_id)));
  await openAttention(change, 'settlement_overdue', `not settled one day after the capture: ${namesOfShipments(ids)}`);
}

/** An order may have several charges: only the last overdue capture of all of them ends it. */
async function closeOverdue(change: OrderChange): Promise<void> {
  const since = addSeconds(change.at, -OVERDUE_AFTER_SECONDS);
  if (await waitsForSettlementSince(change.transaction, change.orderId, since)) return;
  await closeAttention(change, 'settlement_overdue', 'every overdue capture has settled');
}
