import { captureDiffers } from '../../libs/domain/captures/capture-verdict';
import { captured, holdIncremented, released, shownBy, type LedgerTransaction } from '../../libs/domain/ledger/ledger';
import { formatMoney, money, reportedMoney } from '../../libs/domain/money/money';
import type { PaymentIntentReading, PaymentError } from '../../libs/domain/provider/payment-intent-reading';
import type { CaptureStep } from '../../libs/domain/payment/steps';
import type { CaptureOutcome, CaptureRefused } from '../../libs/domain/payment/facts';
import { authorizationId } from '../../libs/domain/provider/ids';
import { closeAttention, openAttention } from '../../libs/postgres/orders/attention-store';
import { capturedOf, changeAuthorization, getAuthorization } from '../../libs/postgres/holds/authorization-store';
import { changeCapture, type CaptureRow } from '../../libs/postgres/captures/capture-store';
import { errorColumns } from '../../libs/postgres/database/error-columns';
import { postLedger } from '../../libs/postgres/ledger/ledger-store';
import type { OrderChange } from '../../libs/postgres/orders/order-change';
import { changeShipmentsOf } from '../../libs/postgres/captures/shipment-store';
import { appendTimeline } from '../../libs/postgres/orders/timeline-store';
import { appendSettledUntold, markCaptured, tellTooLate } from './asked-capture';
import { askedCapture } from './capture-intent';
import { bookExternalCapture } from '../holds/book-external-capture';
import { doubtHold, endDoubt } from '../holds/hold-in-doubt';
import { recordChange, recordOnce } from '../steps/call-row';
import type { StepContext } from '../steps/step-context';
import { coverAgain, openFinalCaptureFailed, appendShipmentsCaptured } from './record-combined-capture';
import { recordHoldEnd } from '../holds/record-hold-end';
import { planNextAfter } from '../holds/renewals/renewal-intent';
import { noteWord } from '../steps/unknown-word';

/**
 * Records that the money of a shipment moved.
 * @param hold what the provider says now; null when it was not asked, because nothing had to move
 */
export async function recordCaptured(
  context: StepContext,
  step: CaptureStep,
  hold: PaymentIntentReading | null,
): Promise<CaptureOutcome> {
  const work = async (change: OrderChange, row: CaptureRow): Promise<CaptureRow> => {
    const mismatch = hold !== null && captureDiffers(hold, step);
    if (step.final) await recordExcess(change, row, step);
    const { settlementReadAfterSeconds } = context;
    const settled = hold?.settled === true && step.price.amount > 0;
    const moved = { price: step.price, mismatch, settled, settlementReadAfterSeconds };
    const changed = await markCaptured(change, row, moved);
    await postLedger(change, soldBy(row, step));
    await appendShipmentsCaptured(change, row, step);
    if (settled) await appendSettledUntold(change, row, money(step.price.amount, step.currency), step);
    await endDoubt(change, step.authorizationGeneration, 'a capture of the hold succeeded');
    await noteWordOf(change, step, hold);
    const received = mismatch ? await bookWhatElseMoved(change, step, hold) : step.receivedAfter;
    if (step.final) await closeHold(change, step, received);
    const isExplained = hold !== null && received > step.receivedAfter && received === hold.amountReceived;
    if (mismatch && !isExplained) await openMismatch(change, step, hold);
    return changed;
  };
  return recordChange(askedCapture(context, step), work, (change, known) => tellTooLate(change, known, 'captured'));
}

/** It was asked for a moment before it moved; after a lost answer that is closer to the truth than the time of now. */
export function soldBy(
  { capture_id, key_last_used_at }: CaptureRow,
  { price: { amount, breakdown }, currency }: Pick<CaptureStep, 'price' | 'currency'>,
): LedgerTransaction {
  const sold = { amount: money(amount, currency), breakdown };
  return shownBy(captured(capture_id, sold), { balanceTransactionId: null, createdAt: key_last_used_at });
}

/** That all is understood again matters with the end of the hold: before it, news do. */
async function noteWordOf(
  change: OrderChange,
  { final }: CaptureStep,
  hold: PaymentIntentReading | null,
): Promise<void> {
  if (hold === null || (!final && hold.unknown === undefined)) return;
  await noteWord(change, { object: 'payment_intent', id: hold.paymentIntentId }, hold.unknown);
}

/**
 * The last capture can go above the hold, which makes the hold larger first.
 * Source: https://docs.stripe.com/payments/overcapture
 */
async function recordExcess(change: OrderChange, { capture_id }: CaptureRow, step: CaptureStep): Promise<void> {
  const row = await getAuthorization(change.transaction, step.orderId, step.authorizationGeneration);
  const excess = money(Math.max(0, step.receivedAfter - row.amount), step.currency);
  if (excess.amount === 0 || row.state !== 'held') return;
  await changeAuthorization(change, row, row.state, {
    amount: row.amount + excess.amount,
    raised_amount: row.raised_amount + excess.amount,
  });
  await postLedger(change, holdIncremented(capture_id, excess));
  const message = `The final capture takes ${formatMoney(excess)} more than was held`;
  await appendTimeline(change, { kind: 'hold_incremented', amount: excess, about: idsOf(step), message });
}

/** @returns all that was captured of the hold, whoever did it; minor units */
async function bookWhatElseMoved(
  change: OrderChange,
  { orderId, authorizationGeneration, currency, final }: CaptureStep,
  hold: PaymentIntentReading,
): Promise<number> {
  const row = await getAuthorization(change.transaction, orderId, authorizationGeneration);
  if (row.state === 'held') await bookExternalCapture(change, row, { hold, currency, final });
  return capturedOf(change.transaction, row.authorization_id);
}

/** A final capture gives what it does not take back to the buyer. */
async function closeHold(change: OrderChange, step: CaptureStep, received: number): Promise<void> {
  await closeAttention(change, 'final_capture_failed', 'the final capture succeeded after all');
  await closeAttention(change, 'hold_expiring', 'the final capture of the hold succeeded');
  const row = await getAuthorization(change.transaction, step.orderId, step.authorizationGeneration);
  if (row.state !== 'held') return;
  const rest = money(Math.max(0, row.amount - received), step.currency);
  const ended = await changeAuthorization(change, row, 'captured', {
    released_amount: rest.amount,
    ended_at: change.at,
  });
  if (rest.amount > 0) {
    await postLedger(change, released(row.authorization_id, rest));
    const message = `${formatMoney(rest)} of the hold was released with the final capture`;
    await appendTimeline(change, { kind: 'hold_released', amount: rest, about: idsOf(step), message });
  }
  await planNextAfter(change, { kind: 'capture', ...step }, ended);
}

/** Why the provider took nothing for a capture. */
export interface CaptureRefusal {
  readonly reason: CaptureRefused['reason'];
  readonly error: PaymentError;
  /** What the provider says now; null when a read showed that the hold lives. */
  readonly hold: PaymentIntentReading | null;
}

/** Records that the money of a shipment definitely did not move. */
export async function recordCaptureRefused(
  context: StepContext,
  step: CaptureStep,
  { reason, error, hold }: CaptureRefusal,
): Promise<CaptureOutcome> {
  const over = hold !== null && hold.ended !== null;
  return recordOnce(askedCapture(context, step), async (change, row) => {
    await changeCapture(change, row, 'refused', {
      refusal_reason: over ? 'hold_gone' : reason,
      ...errorColumns(error),
    });
    await changeShipmentsOf(change, row.capture_id, 'refused');
    if (!over) await coverAgain(change, row, step);
    const amount = money(step.price.amount, step.currency);
    await appendTimeline(change, {
      kind: 'capture_refused',
      amount,
      about: { ...idsOf(step), captureId: row.capture_id },
      message: `Capture of shipment ${namesOf(step)} was refused: ${error.declineCode ?? error.code}`,
    });
    const authorization = await getAuthorization(change.transaction, step.orderId, step.authorizationGeneration);
    if (!over) {
      const refused = { kind: 'capture_refused', shipmentId: row.shipment_id, generation: row.generation } as const;
      if (hold !== null) await bookWhatElseMoved(change, step, hold);
      if (reason === 'hold_gone' && authorization.state === 'held') await doubtHold(change, authorization, error);
      return openFinalCaptureFailed(change, step, { ...refused, reason, error, ended: null });
    }
    if (authorization.state !== 'held') return;
    const end = { hold, asked: false, reason: 'hold_lost', currency: step.currency } as const;
    await planNextAfter(change, { kind: 'capture', ...step }, await recordHoldEnd(change, authorization, end));
  });
}

async function openMismatch(change: OrderChange, step: CaptureStep, hold: PaymentIntentReading): Promise<void> {
  const { receivedAfter, capturableAfter, currency } = step;
  const text = (amount: number): string => formatMoney(reportedMoney(amount, currency));
  await openAttention(
    change,
    'amount_mismatch',
    `after shipment ${step.shipment.shipmentId} ${change.provider.name} shows ${text(hold.amountReceived)} received and ` +
      `${text(hold.amountCapturable)} capturable; Holdfast expects ${text(receivedAfter)} and ${text(capturableAfter)}`,
  );
}

/** The shipments that the capture was to take. */
function namesOf({ combined, shipment }: CaptureStep): string {
  if (combined === undefined) return shipment.shipmentId;
  const leaving = combined.priced === null ? [] : [combined.priced.shipment.shipmentId];
  return [...combined.covered, ...leaving].join(', ');
}

function idsOf({ shipment, paymentIntentId, chargeId, orderId, authorizationGeneration }: CaptureStep): {
  shipmentId: string;
  authorizationId: string;
  paymentIntentId: string;
  chargeId: string;
} {
  const { shipmentId } = shipment;
  return { shipmentId, authorizationId: authorizationId(orderId, authorizationGeneration), paymentIntentId, chargeId };
}
