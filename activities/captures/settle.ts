import { addSeconds, isDue } from '../../libs/domain/orders/deadline';
import { settled, shownBy } from '../../libs/domain/ledger/ledger';
import { formatMoney, money, type Money } from '../../libs/domain/money/money';
import type { Settlement } from '../../libs/domain/settlements/settlement';
import { matchSettlements } from '../../libs/domain/settlements/settlement-match';
import type { UnknownWord } from '../../libs/domain/provider/unknown-answer';
import type { ShareReading } from '../../libs/domain/provider/connect-gateway';
import type { SettleStep } from '../../libs/domain/payment/steps';
import type { SettleOutcome } from '../../libs/domain/payment/facts';
import { closeAttention, openAttention } from '../../libs/postgres/orders/attention-store';
import {
  capturesOfCharge,
  changeCaptureWithShipments,
  waitsForSettlementSince,
  type CaptureRow,
} from '../../libs/postgres/captures/capture-store';
import { postLedger } from '../../libs/postgres/ledger/ledger-store';
import { recordOutcome, type ChangeSource, type OrderChange } from '../../libs/postgres/orders/order-change';
import { postponeSettlement, recordSettlement } from '../../libs/postgres/captures/settlement-store';
import { shipmentIdsOf } from '../../libs/postgres/captures/shipment-store';
import { appendTimeline } from '../../libs/postgres/orders/timeline-store';
import { namesOfShipments } from '../../libs/domain/orders/shipment-names';
import { byProvider } from '../steps/change-source';
import type { StepContext } from '../steps/step-context';
import { appendSettledUntold } from './asked-capture';
import { isOpenShare, readShares, recordShares } from '../connect/record-shares';
import { sharesOfCharge } from '../../libs/postgres/connect/connect-share-store';
import { noteWord } from '../steps/unknown-word';

/**
 * Reads which captures of a charge have arrived in our balance, and records them. With Connect a capture has arrived
 * once what was sent on of it, and the fee that came back, are there too.
 */
export async function settle(context: StepContext, step: SettleStep): Promise<SettleOutcome> {
  const { settlements, settled: isSettled = false, unknown } = await context.gateway.readSettlements(step.chargeId);
  const source = byProvider(context, step.orderId, step.eventId);
  const record = (shares: readonly ShareReading[] | undefined): Promise<Recorded | undefined> =>
    recordOutcome(context.database, source, (change) =>
      recordArrived(context, change, step, { settlements, isSettled, unknown, shares }),
    );
  const recorded = (await record(undefined)) ?? (await record(await readShares(context, step)));
  if (recorded === undefined) throw new Error(`Bug! What was sent on of ${step.chargeId} was read, and is missing`);
  const { fact, misread } = recorded;
  if (misread?.object === 'payment_intent') await readMisread(context, source, misread);
  return fact;
}

interface ArrivedReading {
  readonly settlements: readonly Settlement[];
  /** All of it counts as arrived, though no movement tells so. */
  readonly isSettled: boolean;
  readonly unknown: UnknownWord | undefined;
  /** Undefined while they were not looked for. */
  readonly shares: readonly ShareReading[] | undefined;
}

interface Recorded {
  readonly fact: SettleOutcome;
  /** What else of the order a person is called about. */
  readonly misread: Awaited<ReturnType<typeof noteWord>>;
}

/** @returns undefined, with nothing recorded, when shares are waited for that were not looked for */
async function recordArrived(
  context: StepContext,
  change: OrderChange,
  step: SettleStep,
  { settlements, isSettled, unknown, shares }: ArrivedReading,
): Promise<Recorded | undefined> {
  const { orderId, chargeId, currency } = step;
  const expected = await sharesOfCharge(change.transaction, orderId, chargeId);
  if (shares === undefined && expected.some(isOpenShare)) return undefined;
  // Other steps of the order go on while this one reads.
  const { moved, isUnderWay } = await capturesOfCharge(change.transaction, orderId, chargeId);
  const { unshared, mismatch: sharesDiffer } = await recordShares(change, step, {
    expected,
    readings: shares ?? [],
    isUnderWay,
  });
  const { matches, mismatch } = matchSettlements(moved.map(settlingCapture), settlements, currency, isUnderWay);
  const recorded: CaptureRow[] = [];
  for (const row of moved) {
    const settlement = matches.find(({ captureId }) => captureId === row.capture_id)?.settlement;
    const arrives = settlement !== undefined && !unshared.has(row.capture_id);
    if (arrives) recorded.push(await recordOne(change, { row, settlement, chargeId, currency }));
    else recorded.push(isSettled && row.state === 'captured' ? await recordUntold(change, row, step) : row);
  }
  const waiting = recorded.filter(({ state }) => state === 'captured');
  for (const row of waiting) await postpone(change, row, context.settlementReadAfterSeconds);
  if (mismatch) {
    await openAttention(change, 'amount_mismatch', `the settlements of ${chargeId} do not match the recorded captures`);
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

async function recordOne(change: OrderChange, { row, settlement, chargeId, currency }: Arrived): Promise<CaptureRow> {
  const { balanceTransactionId, amount, fee, net } = settlement;
  const booked = money(row.amount, currency);
  const settledCapture = await recordSettlement(change, row, settlement);
  await postLedger(change, shownBy(settled(row.capture_id, { booked, amount, fee }), settlement));
  const shipments = namesOfShipments(settledCapture.shipmentIds);
  await appendTimeline(change, {
    kind: 'capture_settled',
    amount: net,
    about: { shipmentId: row.shipment_id, captureId: row.capture_id, chargeId, balanceTransactionId },
    message: `The capture of ${shipments} settled: ${formatMoney(net)} arrived after a fee of ${formatMoney(fee)}${converted(booked, settlement)}`,
  });
  return settledCapture.row;
}

/** Neither its fee nor what arrived of it is told. */
async function recordUntold(change: OrderChange, row: CaptureRow, step: SettleStep): Promise<CaptureRow> {
  const values = { settled_at: change.at, settlement_due_at: null };
  const changed = await changeCaptureWithShipments(change, row, 'settled', values, { status: 'settled' });
  await appendSettledUntold(change, row, money(row.amount, step.currency), { chargeId: step.chargeId });
  return changed.row;
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
  if (change.standing?.hasOpen('settlement_overdue') === false) return;
  const since = addSeconds(change.at, -OVERDUE_AFTER_SECONDS);
  if (await waitsForSettlementSince(change.transaction, change.orderId, since)) return;
  await closeAttention(change, 'settlement_overdue', 'every overdue capture has settled');
}
